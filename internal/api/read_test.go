package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/coppice-network/coppice/internal/contracts"
	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
)

// same compares what came over the wire with what the index says.
func same[T any](t *testing.T, what string) func(got T, err error) func(want T, err error) {
	return func(got T, err error) func(T, error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return func(want T, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: over the wire\n%+v\nin the index\n%+v", what, got, want)
			}
		}
	}
}

// unnumbered drops arrival numbers, which do not travel.
func unnumbered(files []index.File, err error) ([]index.File, error) {
	for i := range files {
		for j := range files[i].Refinements {
			files[i].Refinements[j].Seq = 0
		}
	}
	return files, err
}

func TestClientReadsWhatTheIndexSays(t *testing.T) {
	d := serve(t)
	ann, buyer := addr("ann"), addr("buyer")
	for _, f := range []index.FileFilter{{}, {Owner: &ann}, {DLP: 1}, {After: 1}, {Limit: 1}, {DLP: 7}} {
		same[[]index.File](t, "files")(d.client.Files(ctx, f))(unnumbered(d.x.Files(ctx, f)))
	}
	one, err := d.client.File(ctx, 1)
	two, err2 := d.client.File(ctx, 2)
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	same[[]index.File](t, "single files")([]index.File{one, two}, nil)(unnumbered(d.x.Files(ctx, index.FileFilter{})))
	same[[]index.Job](t, "jobs")(d.client.Jobs(ctx, index.JobFilter{Owner: &buyer}))(d.x.Jobs(ctx, index.JobFilter{Owner: &buyer}))
	j1, err1 := d.client.Job(ctx, 1)
	j2, err2 := d.client.Job(ctx, 2)
	all, err3 := d.x.Jobs(ctx, index.JobFilter{})
	same[[]index.Job](t, "single jobs")([]index.Job{j1, j2}, errors.Join(err1, err2))(all, err3)
	same[[]index.DLP](t, "datasets")(d.client.Datasets(ctx, 0, 0))(d.x.DLPs(ctx))
	same[[]index.Instruction](t, "instructions")(d.client.Instructions(ctx, 0, 0))(d.x.Instructions(ctx, 0, 0))
	same[[]index.Validator](t, "validators")(d.client.Validators(ctx))(d.x.Validators(ctx))
	same[[]index.Contributor](t, "earnings")(d.client.Earnings(ctx, ann))(d.x.Earnings(ctx, ann))
	same[index.Totals](t, "totals")(d.client.Totals(ctx))(d.x.Totals(ctx))
	same[*contracts.Network](t, "network")(d.client.Network(ctx))(&network, nil)
	if err := d.client.Health(ctx); err != nil {
		t.Error(err)
	}
	if raw, err := d.client.Status(ctx); err != nil || strings.TrimSpace(string(raw)) != `{"network":"test"}` {
		t.Errorf("status %s, %v", raw, err)
	}
	if tables, err := d.client.Tables(ctx, 1); err != nil || len(tables) != 1 || tables[0].Rows != 62 || tables[0].Columns[0].Type != "DATE" {
		t.Errorf("tables %+v, %v", tables, err)
	}
}

func TestDatasetBySlugOrID(t *testing.T) {
	d := serve(t)
	bySlug, err := d.client.Dataset(ctx, "fitness")
	if err != nil {
		t.Fatal(err)
	}
	same[*Dataset](t, "dataset")(d.client.Dataset(ctx, "1"))(bySlug, nil)
	permissions, _ := d.x.Permissions(ctx, 1)
	intake, _ := d.x.IntakeKey(ctx, 1)
	if !reflect.DeepEqual(bySlug.Permissions, permissions) || bySlug.IntakeKey == nil || !reflect.DeepEqual(*bySlug.IntakeKey, intake) || bySlug.Token != addr("token") {
		t.Errorf("%+v", bySlug)
	}
	for _, name := range []string{"sleep", "2", "99999999999999999999999", "a/b"} {
		if _, err := d.client.Dataset(ctx, name); codeOf(err) != fault.NotFound {
			t.Errorf("dataset %q: %v", name, err)
		}
	}
}

// TestFileShape pins the field names and forms that scripts rely on.
func TestFileShape(t *testing.T) {
	d := serve(t)
	status, body := d.do(t, "GET", "/v1/files/1", "", nil)
	if status != http.StatusOK {
		t.Fatal(status, body)
	}
	for _, want := range []string{
		`"fileId":1,`, `"owner":"` + addr("ann").Hex() + `"`, `"dataset":"fitness"`, `"url":"` + urlOf("one", 0) + `"`, `"jobId":1,`, `"status":"valid"`, `"score":0.935000000000000001,`,
		`"reward":"93.5"`, `"refinements":[{"refinerId":1,`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in %s", want, body)
		}
	}
	_, body = d.do(t, "GET", "/v1/files/2", "", nil)
	for _, unwanted := range []string{`"score"`, `"reward"`, `"validator"`, `"resultDigest"`} {
		if strings.Contains(body, unwanted) {
			t.Errorf("a file without proof has %s", unwanted)
		}
	}
	_, body = d.do(t, "GET", "/v1/jobs/1", "", nil)
	if !strings.Contains(body, `"charged":"0.1","burned":"0.03","validator":"0.07","contributors":"0","treasury":"0","refunded":"0.05"`) {
		t.Error(body)
	}
	_, body = d.do(t, "GET", "/v1/files?limit=1", "", nil)
	if !strings.Contains(body, `"next":1`) {
		t.Errorf("no cursor in %s", body)
	}
	if _, body = d.do(t, "GET", "/v1/files?after=2", "", nil); strings.TrimSpace(body) != `{"items":[]}` {
		t.Errorf("the empty page is %s", body)
	}
}

func TestReadingRefuses(t *testing.T) {
	d := serve(t)
	for path, want := range map[string]int{
		"/v1/files/9":                      http.StatusNotFound,
		"/v1/files/one":                    http.StatusBadRequest,
		"/v1/files/-1":                     http.StatusBadRequest,
		"/v1/files/18446744073709551615":   http.StatusBadRequest,
		"/v1/files?owner=ann":              http.StatusBadRequest,
		"/v1/files?owner=0x00":             http.StatusBadRequest,
		"/v1/files?dlp=x":                  http.StatusBadRequest,
		"/v1/files?limit=-1":               http.StatusBadRequest,
		"/v1/files?colour=red":             http.StatusBadRequest,
		"/v1/files?after=1&after=2":        http.StatusBadRequest,
		"/v1/jobs/9":                       http.StatusNotFound,
		"/v1/jobs?status=open":             http.StatusBadRequest,
		"/v1/earnings":                     http.StatusBadRequest,
		"/v1/validators?after=1":           http.StatusBadRequest,
		"/v1/nothing":                      http.StatusNotFound,
		"/":                                http.StatusNotFound,
		"/v1/files?limit=100000000":        http.StatusOK, // cut to the largest page
		"/v1/files?after=9223372036854775": http.StatusOK,
	} {
		status, body := d.do(t, "GET", path, "", nil)
		if status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
		var f fault.Error
		if want != http.StatusOK && (json.Unmarshal([]byte(body), &f) != nil || f.Code == "" || f.Message == "") {
			t.Errorf("%s: the error is %s", path, body)
		}
	}
	if status, _ := d.do(t, "POST", "/v1/files", "{}", nil); status != http.StatusNotFound {
		t.Errorf("POST to a reading route: %d", status)
	}
	if status, _ := d.do(t, "GET", "/v1/quote", "", nil); status != http.StatusNotFound {
		t.Errorf("GET of a quote: %d", status)
	}
}

func TestInternalErrorsStayInside(t *testing.T) {
	d := serve(t)
	d.b.status = func() (any, error) { return nil, errInside }
	status, body := d.do(t, "GET", "/v1/status", "", nil)
	if status != http.StatusInternalServerError || strings.Contains(body, "secret") {
		t.Errorf("%d %s", status, body)
	}
	d.b.status = func() (any, error) {
		return nil, fault.Wrap(errInside, fault.Unavailable, "wait", "the chain is starting")
	}
	_, err := d.client.Status(ctx)
	var f *fault.Error
	if !errors.As(err, &f) || f.Code != fault.Unavailable || !f.Retryable || f.Hint != "wait" || f.Message != "the chain is starting" {
		t.Errorf("%+v", err)
	}
	d.b.status = func() (any, error) { return func() {}, nil } // cannot be encoded
	if status, _ := d.do(t, "GET", "/v1/status", "", nil); status != http.StatusInternalServerError {
		t.Error(status)
	}
}

func codeOf(err error) fault.Code {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Code
	}
	return ""
}

// TestEveryRouteIsDocumented holds docs/api.md against the routes, both ways.
func TestEveryRouteIsDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^### `([A-Z]+ [^`]+)`$").FindAllStringSubmatch(string(text), -1) {
		documented[m[1]] = true
	}
	for _, r := range (&server{}).routes() {
		if !documented[r.pattern] {
			t.Errorf("docs/api.md has no section for %s", r.pattern)
		}
		delete(documented, r.pattern)
	}
	for p := range documented {
		if !strings.Contains(p, "/v1/blobs") {
			t.Errorf("docs/api.md describes %s, which is not there", p)
		}
	}
}
