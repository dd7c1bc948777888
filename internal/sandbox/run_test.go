package sandbox

import (
	"context"
	"testing"
)

func init() {
	Register("test.echo", func(_ context.Context, g *Guest) error {
		var args struct{ Name string }
		if err := g.Args(&args); err != nil {
			return err
		}
		b, err := g.ReadInput("in")
		if err != nil {
			return err
		}
		out, err := g.Output("out")
		if err != nil {
			return err
		}
		defer out.Close()
		if _, err := out.Write(append([]byte(args.Name+":"), b...)); err != nil {
			return err
		}
		g.Log().Write([]byte("a remark\n"))
		return g.Return(map[string]int{"read": len(b)})
	})
}

func TestRunEcho(t *testing.T) {
	r, err := NewProcess().Run(t.Context(), Spec{Worker: "test.echo", Args: map[string]string{"Name": "x"},
		Inputs: []Input{{Name: "in", Data: []byte("hello")}}, Outputs: []string{"out"}})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := r.Bytes("out")
	if err != nil || string(b) != "x:hello" {
		t.Fatalf("output %q, %v", b, err)
	}
	t.Logf("%s %s %v %+v", r.Value, r.Log, r.Layers, r.Usage)
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		r, err := NewProcess().Run(b.Context(), Spec{Worker: workerNothing})
		if err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}
