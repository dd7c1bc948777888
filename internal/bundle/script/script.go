// Package script is the Starlark runtime of proof bundles: the sandbox worker "bundle.proof.starlark".
//
// # What a script sees
//
// A proof defines prove(file, context) and returns proof(...). Everything it can reach is deterministic: there is no clock, no
// randomness, no file, no load, no recursion and no while loop; steps are counted. Besides Starlark's own built-ins:
//
//	file.text                 the file as text; a file that is not UTF-8 is rejected
//	file.size                 bytes
//	file.json()               the file as JSON, read strictly (package strictjson); a file that is not JSON is rejected with the place
//	file.lines()              its lines, to iterate over, of a file of any size; text and json() take what fits into maxUnpackedMiB
//	file.files                the files of an archive that the manifest's members match, by path; of a single file, itself
//	file.name                 the path in the archive; "export" for a file that came alone
//	context.owner             the contributor's address, "0x..."
//	context.dlp, context.file_id, context.now (seconds, from the block that opened the job), context.today (a date)
//	proof(valid=, score=, authenticity=, ownership=, quality=, uniqueness=, reason=, identity=, canonical=, attributes=, metadata=)
//	reject(reason)            ends the proof: the file is not valid, and this is why; fail_proof is the same
//	require(condition, reason)  rejects unless the condition holds
//	shape(value, pattern)     rejects a value that is not of the shape, naming the place; see shape.go
//	date(text, layout)        strict dates by strptime directives; rejects what is not one; see date.go
//	json.decode, json.encode, math.*, struct(...), print(...) into the log
//
// # Whose mistake
//
// What the helpers above refuse is the file's fault and gives an invalid result with a reason for the contributor. An exception of the
// script is the bundle's fault and names file and line. Its text never quotes the file: quoted words that are not in the script
// itself are left out.
package script

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	starlarkjson "go.starlark.net/lib/json"
	starlarkmath "go.starlark.net/lib/math"
	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/starlarkstruct"
	"go.starlark.net/syntax"

	"github.com/coppice-network/coppice/internal/bundle"
	"github.com/coppice-network/coppice/internal/bundle/strictjson"
	"github.com/coppice-network/coppice/internal/export"
	"github.com/coppice-network/coppice/internal/sandbox"
)

// MaxSteps bounds a proof independently of the machine: one to two seconds of plain computing.
const MaxSteps = 200_000_000

// bytesPerValue is what a value of a JSON file occupies in Starlark, generously; it decides how many a file may have.
const bytesPerValue = 256

func init() { sandbox.Register("bundle.proof.starlark", work) }

func work(_ context.Context, g *sandbox.Guest) error {
	var job bundle.ProofJob
	if err := g.Args(&job); err != nil {
		return err
	}
	source, err := g.ReadInput("entry")
	if err != nil {
		return err
	}
	data, size, err := g.InputAt("file")
	if err != nil {
		return err
	}
	res, err := Prove(source, data, size, job, int(g.Memory()/bytesPerValue), g.Log())
	if err != nil {
		return err
	}
	out, err := g.Output("canonical")
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := out.Write(res.Canonical); err != nil {
		return err
	}
	res.Canonical = nil
	return g.Return(res)
}

// options of the language: what a script of thirty lines wants, and nothing that could run for ever.
var options = &syntax.FileOptions{Set: true, TopLevelControl: true, GlobalReassign: true}

// rejection is the error that carries a contributor's reason through the interpreter.
type rejection struct{ reason string }

func (r *rejection) Error() string { return r.reason }

func rejectf(format string, args ...any) error { return &rejection{fmt.Sprintf(format, args...)} }

// defect is a mistake of the script that our own built-ins found; its text quotes nothing but the script.
type defect struct{ text string }

func (d *defect) Error() string { return d.text }

func defectf(format string, args ...any) error { return &defect{fmt.Sprintf(format, args...)} }

// Prove runs a proof on a file of size bytes, in this process: it is the worker's core, which bounds neither memory nor time; use
// bundle.RunProof. maxValues bounds the values of a JSON file. Errors are refusals with the codes of package bundle, and those of file.
func Prove(source []byte, file io.ReaderAt, size int64, job bundle.ProofJob, maxValues int, log io.Writer) (*bundle.Results, error) {
	e, err := job.Reads.Open(file, size)
	if errors.Is(err, export.ErrArchive) {
		return invalid(strings.TrimPrefix(err.Error(), "export: ")), nil
	} else if err != nil {
		return nil, err
	}
	p := &prover{source: source, export: e, job: job, values: maxValues}
	if e.Format == export.Plain && size <= min(bundle.MaxCopied, job.Reads.Bytes) {
		if _, err := p.content(e.Members[0]); err != nil {
			return nil, err
		}
	}
	res, err := p.run(log)
	if p.stopped != nil {
		err = p.stopped
	}
	var r *rejection
	if errors.As(err, &r) {
		res, err = invalid(r.reason), nil
	}
	switch {
	case err != nil && p.stopped != nil:
		return nil, err
	case err != nil:
		return nil, p.refusal(err)
	case res.Valid && res.Canonical == nil:
		if res.Canonical, err = p.canonicalFile(); err != nil {
			return nil, err
		}
	}
	res.Canonical = bounded(res.Canonical)
	return res, nil
}

type prover struct {
	source  []byte
	export  *export.Export
	job     bundle.ProofJob
	values  int
	steps   bool  // the bound on steps was reached
	stopped error // why the thread was made to end: what reading the file gave
	loaded  *export.Member
	data    []byte // of loaded
}

// content is a member's whole content. A file that came alone may be larger than what may be read whole.
func (p *prover) content(m *export.Member) ([]byte, error) {
	if b := m.Bytes(); b != nil {
		return b, nil
	}
	if m.Size > p.job.Reads.Bytes {
		return nil, rejectf("the file has %d MiB; this DataDAO reads files of at most %d MiB", m.Size>>20, p.job.Reads.Bytes>>20)
	}
	if p.loaded != m {
		data := make([]byte, m.Size)
		if _, err := io.ReadFull(m.Open(), data); err != nil {
			p.stopped = fmt.Errorf("reading the file: %w", err)
			return nil, p.stopped
		}
		p.loaded, p.data = m, data
	}
	return p.data, nil
}

func (p *prover) run(log io.Writer) (*bundle.Results, error) {
	thread := &starlark.Thread{
		Name:  p.job.Entry,
		Print: func(_ *starlark.Thread, msg string) { fmt.Fprintln(log, msg) },
		Load: func(*starlark.Thread, string) (starlark.StringDict, error) {
			return nil, errors.New("load is not available: a proof is one file")
		},
		OnMaxSteps: func(t *starlark.Thread) { p.steps = true; t.Cancel("too many steps") },
	}
	thread.SetMaxExecutionSteps(MaxSteps)
	globals, err := starlark.ExecFileOptions(options, thread, p.job.Entry, p.source, p.builtins())
	if err != nil {
		return nil, err
	}
	prove, ok := globals["prove"].(starlark.Callable)
	if !ok {
		return nil, sandbox.Refuse(bundle.CodeFailed, "%s: it does not define prove(file, context)", p.job.Entry)
	}
	v, err := starlark.Call(thread, prove, starlark.Tuple{&file{p, p.export.Members}, p.context()}, nil)
	if err != nil {
		return nil, err
	}
	verdict, ok := v.(*verdict)
	if !ok {
		return nil, sandbox.Refuse(bundle.CodeOutput, "%s: prove returned %s, want proof(...)", p.job.Entry, article(v.Type()))
	}
	return p.results(verdict)
}

func (p *prover) builtins() starlark.StringDict {
	reject := starlark.NewBuiltin("reject", func(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
		var reason string
		if err := starlark.UnpackArgs(b.Name(), args, kwargs, "reason", &reason); err != nil {
			return nil, err
		}
		return nil, &rejection{reason}
	})
	return starlark.StringDict{
		"reject":     reject,
		"fail_proof": reject,
		"require":    starlark.NewBuiltin("require", require),
		"shape":      starlark.NewBuiltin("shape", shape),
		"date":       starlark.NewBuiltin("date", parseDate),
		"proof":      starlark.NewBuiltin("proof", newVerdict),
		"struct":     starlark.NewBuiltin("struct", starlarkstruct.Make),
		"math":       starlarkmath.Module,
		"json": &starlarkstruct.Module{Name: "json", Members: starlark.StringDict{
			"encode": starlarkjson.Module.Members["encode"],
			"indent": starlarkjson.Module.Members["indent"],
			"decode": starlark.NewBuiltin("json.decode", p.decode),
		}},
	}
}

func require(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var condition starlark.Value
	var reason string
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "condition", &condition, "reason", &reason); err != nil {
		return nil, err
	}
	if !condition.Truth() {
		return nil, &rejection{reason}
	}
	return starlark.None, nil
}

// decode is json.decode read strictly. A text that is not JSON gives the default, or rejects the file that held it.
func (p *prover) decode(_ *starlark.Thread, b *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	var text string
	var other starlark.Value
	if err := starlark.UnpackArgs(b.Name(), args, kwargs, "x", &text, "default?", &other); err != nil {
		return nil, err
	}
	v, err := strictjson.Parse([]byte(text), strictjson.Limits{Values: p.values}, values{})
	if err != nil && other != nil {
		return other, nil
	} else if err != nil {
		return nil, &rejection{"inside a text: " + err.Error()}
	}
	return v, nil
}

func (p *prover) context() starlark.Value {
	return starlarkstruct.FromStringDict(starlark.String("context"), starlark.StringDict{
		"owner":   starlark.String(p.job.Context.Owner.Hex()),
		"dlp":     starlark.MakeUint64(p.job.Context.DLP),
		"file_id": starlark.MakeUint64(p.job.Context.FileID),
		"now":     starlark.MakeInt64(p.job.Context.Now),
		"today":   today(p.job.Context.Now),
	})
}

// refusal turns an error of the interpreter into one that names file and line and quotes nothing but the script.
func (p *prover) refusal(err error) error {
	var known *sandbox.Refusal
	if errors.As(err, &known) {
		return err
	}
	at, text := p.job.Entry, err.Error()
	var eval *starlark.EvalError
	var syn syntax.Error
	var res resolve.ErrorList
	switch {
	case errors.As(err, &eval):
		text = eval.Msg
		// The innermost place in the script, not in a built-in.
		for i := len(eval.CallStack) - 1; i >= 0; i-- {
			if pos := eval.CallStack[i].Pos; pos.Filename() == p.job.Entry && pos.IsValid() {
				at = fmt.Sprintf("%s:%d", p.job.Entry, pos.Line)
				break
			}
		}
		var own *defect
		if !errors.As(err, &own) {
			text = p.withhold(text)
		}
	case errors.As(err, &syn):
		at, text = fmt.Sprintf("%s:%d", p.job.Entry, syn.Pos.Line), syn.Msg
	case errors.As(err, &res) && len(res) > 0:
		at, text = fmt.Sprintf("%s:%d", p.job.Entry, res[0].Pos.Line), res[0].Msg
	default:
		text = p.withhold(text)
	}
	if p.steps {
		return sandbox.Refuse(bundle.CodeSteps, "%s: more than %d steps", at, MaxSteps)
	}
	return sandbox.Refuse(bundle.CodeFailed, "%s: %s", at, text)
}

// withhold removes from an error's text what may come from the file.
func (p *prover) withhold(text string) string {
	if own, ok := strings.CutPrefix(text, "fail: "); ok && !bytes.Contains(p.source, []byte(own)) {
		return "fail() was called (its text is left out, as it may quote the file)"
	}
	contents := [][]byte{p.data}
	if p.loaded == nil { // an archive; or a large file, which holds any word
		contents = contents[:0]
		for _, m := range p.export.Members {
			contents = append(contents, m.Bytes(), []byte(m.Name))
		}
	}
	return bundle.Withhold(text, p.source, contents...)
}

// clean makes a reason fit to show: one line of valid UTF-8 of at most max bytes.
func clean(s string, max int) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return r < 0x20 || r == 0x7f }), " ")
	if len(s) > max {
		cut := max - len("…")
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + "…"
	}
	return s
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
