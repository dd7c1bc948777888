package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/coppice-network/coppice/internal/fault"
	"github.com/coppice-network/coppice/internal/index"
)

// The reading routes: parameters in, index asked, wire types out.

func (s *server) files(r *http.Request) (any, error) {
	p := query(r, "owner", "dlp", "after", "limit")
	f := index.FileFilter{Owner: p.account("owner"), DLP: p.number("dlp")}
	f.After, f.Limit = p.page()
	if p.err != nil {
		return nil, p.err
	}
	files, err := s.index.Files(r.Context(), f)
	return list[fileJSON]{each(files, fileToWire), next(files, f.Limit, func(f index.File) uint64 { return f.ID })}, err
}

func (s *server) file(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	f, err := s.index.File(r.Context(), id)
	return fileToWire(f), err
}

func (s *server) withdrawal(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	w, err := s.index.Withdrawal(r.Context(), id)
	if err != nil {
		return nil, err
	}
	list, err := s.backend.Certificates(r.Context(), w)
	return Withdrawal{w.File, w.DLP, w.Owner, w.Block, w.Time, w.Tx, list}, err
}

func (s *server) jobs(r *http.Request) (any, error) {
	p := query(r, "owner", "after", "limit")
	f := index.JobFilter{Owner: p.account("owner")}
	f.After, f.Limit = p.page()
	if p.err != nil {
		return nil, p.err
	}
	jobs, err := s.index.Jobs(r.Context(), f)
	return list[jobJSON]{each(jobs, jobToWire), next(jobs, f.Limit, func(j index.Job) uint64 { return j.ID })}, err
}

func (s *server) job(r *http.Request) (any, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	j, err := s.index.Job(r.Context(), id)
	return jobToWire(j), err
}

func (s *server) datasets(r *http.Request) (any, error) {
	p := query(r, "after", "limit")
	after, limit := p.page()
	if p.err != nil {
		return nil, p.err
	}
	dlps, err := s.index.DLPPage(r.Context(), after, limit)
	return list[datasetJSON]{each(dlps, datasetToWire), next(dlps, limit, func(d index.DLP) uint64 { return d.ID })}, err
}

func (s *server) dataset(r *http.Request) (any, error) {
	ctx := r.Context()
	d, err := s.findDLP(ctx, r.PathValue("name"))
	if err != nil {
		return nil, err
	}
	out := datasetToWire(d)
	if out.Tables, err = s.backend.DatasetTables(ctx, d.ID); err != nil {
		return nil, err
	}
	out.Permissions = &[]permissionJSON{}
	for _, refiner := range d.Refiners {
		all, err := s.index.Permissions(ctx, refiner.ID)
		if err != nil {
			return nil, err
		}
		*out.Permissions = append(*out.Permissions, each(all, permissionToWire)...)
	}
	k, err := s.index.IntakeKey(ctx, d.ID)
	if err == nil {
		out.IntakeKey = intakeKeyToWire(k)
	} else if !errors.Is(err, index.ErrNotFound) {
		return nil, err
	}
	return out, nil
}

// findDLP takes an id or a slug; no slug begins with a digit.
func (s *server) findDLP(ctx context.Context, name string) (index.DLP, error) {
	if id, err := strconv.ParseUint(name, 10, 63); err == nil {
		return s.index.DLP(ctx, id)
	}
	return s.index.DLPBySlug(ctx, name)
}

func (s *server) instructions(r *http.Request) (any, error) {
	p := query(r, "after", "limit")
	after, limit := p.page()
	if p.err != nil {
		return nil, p.err
	}
	all, err := s.index.Instructions(r.Context(), after, limit)
	return list[instructionJSON]{each(all, instructionToWire), next(all, limit, func(i index.Instruction) uint64 { return i.ID })}, err
}

func (s *server) validators(r *http.Request) (any, error) {
	if p := query(r); p.err != nil {
		return nil, p.err
	}
	all, err := s.index.Validators(r.Context())
	return list[validatorJSON]{each(all, validatorToWire), 0}, err
}

func (s *server) earnings(r *http.Request) (any, error) {
	p := query(r, "account")
	account := p.account("account")
	if p.err != nil {
		return nil, p.err
	}
	if account == nil {
		return nil, fault.New(fault.Invalid, "add ?account=0x...", "whose earnings?")
	}
	all, err := s.index.Earnings(r.Context(), *account)
	return list[earningsJSON]{each(all, earningsToWire), 0}, err
}

func (s *server) totals(r *http.Request) (any, error) {
	if p := query(r); p.err != nil {
		return nil, p.err
	}
	t, err := s.index.Totals(r.Context())
	return totalsToWire(t), err
}

// next is the cursor of the next page, 0 after the last.
func next[T any](items []T, limit int, id func(T) uint64) uint64 {
	if limit == 0 {
		limit = index.DefaultLimit
	}
	if len(items) < limit {
		return 0
	}
	return id(items[len(items)-1])
}
