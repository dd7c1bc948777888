package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"github.com/coppice-network/coppice/internal/blob"
	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/durable"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/query"
	"github.com/coppice-network/coppice/internal/sandbox"
)

func (a *app) bundleGroup() *cobra.Command {
	c := &cobra.Command{Use: "bundle", Short: "Builder-defined logic: start, pack and publish it"}
	var out string
	pack := &cobra.Command{
		Use: "pack PATH", Short: "Pack a bundle deterministically and print its digest", Args: cobra.ExactArgs(1),
		Example: "  coppice bundle pack ./my-dao --out proof.bundle",
		RunE:    func(_ *cobra.Command, args []string) error { return a.packBundle(args[0], out) },
	}
	pack.Flags().StringVar(&out, "out", "", "where to write the packed bundle (default: NAME.bundle)")
	c.AddCommand(
		&cobra.Command{
			Use: "init proof|refiner|compute DIR", Short: "Start a bundle from a commented template that works as it is", Args: cobra.ExactArgs(2),
			Example: "  coppice bundle init proof ./my-dao",
			RunE: func(_ *cobra.Command, args []string) error {
				kind := bundle.Kind(args[0])
				if kind != bundle.Proof && kind != bundle.Refiner && kind != bundle.Compute {
					return usageError{fmt.Errorf("%q is not proof, refiner or compute", args[0])}
				}
				if err := bundle.Init(kind, args[1]); err != nil {
					return err
				}
				return a.emit(map[string]any{"kind": kind, "dir": args[1]}, func(w io.Writer) { fmt.Fprintf(w, "a %s is in %s\n", kind, args[1]) })
			},
		},
		pack,
		&cobra.Command{
			Use: "publish PATH", Short: "Put a packed bundle into the network's content store", Args: cobra.ExactArgs(1),
			Example: "  coppice bundle publish proof.star",
			RunE:    func(cmd *cobra.Command, args []string) error { return a.publishBundle(cmd.Context(), args[0]) },
		},
	)
	return c
}

func (a *app) packBundle(path, out string) error {
	b, err := openBundle(path)
	if err != nil {
		return err
	}
	if out == "" {
		out = b.Manifest.Name + ".bundle"
	}
	if err := durable.Write(out, b.Packed(), 0o644); err != nil {
		return err
	}
	return a.emitBundle(b, out)
}

func (a *app) publishBundle(ctx context.Context, path string) error {
	b, err := openBundle(path)
	if err != nil {
		return err
	}
	s, err := a.connect(ctx, false)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, _, err := s.Blobs.Put(ctx, newReader(b.Packed())); err != nil {
		return err
	}
	return a.emitBundle(b, "")
}

func (a *app) emitBundle(b *bundle.Bundle, file string) error {
	id, _, err := blob.Sum(newReader(b.Packed()))
	if err != nil {
		return err
	}
	v := map[string]any{"name": b.Manifest.Name, "kind": b.Manifest.Kind, "digest": "0x" + hex.EncodeToString(b.Digest[:]), "cid": id.String(), "bytes": len(b.Packed())}
	if file != "" {
		v["file"] = file
	}
	return a.emit(v, func(w io.Writer) {
		fmt.Fprintf(w, "%s (%s), %d bytes\n  digest %x\n  cid    %s\n", b.Manifest.Name, b.Manifest.Kind, len(b.Packed()), b.Digest, id)
	})
}

func (a *app) proofGroup() *cobra.Command {
	c := &cobra.Command{Use: "proof", Short: "Try a proof of contribution"}
	c.AddCommand(&cobra.Command{
		Use: "run BUNDLE EXPORT", Short: "Run it on a file, archive or folder, in the very sandbox a validator uses", Args: cobra.ExactArgs(2),
		Example: "  coppice proof run proof.star export.json\n  coppice proof run mydao/proof takeout.zip",
		RunE: func(cmd *cobra.Command, args []string) error {
			b, f, err := bundleAndExport(args)
			if err != nil {
				return err
			}
			defer f.Close()
			results, usage, err := bundle.RunProof(cmd.Context(), sandbox.NewProcess(), b, f, bundle.ProofContext{Now: time.Now().Unix()})
			if err != nil {
				return err
			}
			results.Canonical = nil // the content again
			return a.emit(map[string]any{"results": results, "usage": usage}, func(w io.Writer) {
				raw, _ := json.MarshalIndent(results, "", "  ") // plain values
				fmt.Fprintf(w, "%s\n%.0f ms, %d MiB\n", raw, usage.Wall.Seconds()*1000, usage.PeakMemory>>20)
			})
		},
	})
	return c
}

func (a *app) refinerGroup() *cobra.Command {
	c := &cobra.Command{Use: "refiner", Short: "Try a refiner"}
	c.AddCommand(&cobra.Command{
		Use: "run BUNDLE EXPORT", Short: "Run it on a file, archive or folder, in the very sandbox a validator uses", Args: cobra.ExactArgs(2),
		Example: "  coppice refiner run refine.sql export.json",
		RunE:    func(cmd *cobra.Command, args []string) error { return a.runRefiner(cmd.Context(), args) },
	})
	return c
}

func (a *app) runRefiner(ctx context.Context, args []string) error {
	b, f, err := bundleAndExport(args)
	if err != nil {
		return err
	}
	defer f.Close()
	files, _, err := bundle.RunRefiner(ctx, sandbox.NewProcess(), b, f)
	if err != nil {
		return err
	}
	type table struct {
		Name    string   `json:"name"`
		Columns []string `json:"columns"`
		Types   []string `json:"types"`
		Rows    [][]any  `json:"rows"`
	}
	tables := []table{}
	for name, data := range files {
		t, err := query.DecodeResult(data)
		if err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
		tables = append(tables, table{name, t.Columns, t.Types, t.Rows})
	}
	sort.Slice(tables, func(i, k int) bool { return tables[i].Name < tables[k].Name })
	return a.emit(map[string]any{"tables": tables}, func(w io.Writer) {
		for _, t := range tables {
			fmt.Fprintf(w, "%s, %d rows\n", t.Name, len(t.Rows))
			printRows(w, t.Columns, t.Rows, 10)
		}
	})
}

// bundleAndExport opens a bundle, and a file or folder as a contribution of it would be. A folder is packed into the sandbox's memory: this
// is for trying things, and nothing of it is to stay on a disk.
func bundleAndExport(args []string) (*bundle.Bundle, io.ReadCloser, error) {
	b, err := openBundle(args[0])
	if err != nil {
		return nil, nil, err
	}
	if info, err := os.Stat(args[1]); err == nil && info.IsDir() {
		f, err := export.OpenFolder(args[1])
		if err != nil {
			return nil, nil, err
		}
		return b, f.Open(), nil
	}
	f, err := os.Open(args[1])
	if err != nil {
		return nil, nil, err
	}
	return b, f, nil
}

// openBundle reads a bundle from a directory, a packed file, or a single file of code.
func openBundle(path string) (*bundle.Bundle, error) {
	b, err := bundle.FromPath(path)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", path, err)
	}
	return b, nil
}
