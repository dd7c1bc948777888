package session

import (
	"context"
	"errors"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/coppice-network/coppice/internal/api"
	"github.com/coppice-network/coppice/internal/withdrawal"
)

// A validator's node has this long to certify how far it is.
const certifyTime = 10 * time.Second

// Errors of certificates that were asked for.
var (
	ErrNoCertificate    = errors.New("session: its node gives no certificate of it")
	ErrOtherCertificate = errors.New("session: its certificate is of another withdrawal")
)

// Certified is what an active validator says of a withdrawal, or why it could not be had.
type Certified struct {
	Validator   common.Address
	Signed      *withdrawal.Signed
	Certificate *withdrawal.Certificate
	Err         error
}

// Withdrawal waits until the network's node has seen that a file was taken back.
func (s *Session) Withdrawal(ctx context.Context, fileID uint64) (*api.Withdrawal, error) {
	for {
		w, err := s.API.Withdrawal(ctx, fileID)
		if !isNotFound(err) {
			return w, err
		}
		if _, err := pause(ctx, 0); err != nil {
			return nil, err
		}
	}
}

// Certificates asks every active validator, at the address that the chain names for it, how far it has carried out a withdrawal.
func (s *Session) Certificates(ctx context.Context, w *api.Withdrawal) ([]Certified, error) {
	active, err := s.Ledger.Validators(ctx)
	if err != nil {
		return nil, err
	}
	type answer struct {
		list []*withdrawal.Signed
		err  error
	}
	answers := make(map[string]answer) // by node: one may run several validators
	list := make([]Certified, len(active))
	for i, v := range active {
		a, asked := answers[v.URL]
		if !asked {
			a.list, a.err = certificatesOf(ctx, v.URL, w.FileID)
			answers[v.URL] = a
		}
		list[i] = Certified{Validator: v.Address, Err: a.err}
		if a.err == nil {
			list[i].Signed, list[i].Certificate, list[i].Err = s.pick(a.list, v.Address, w)
		}
	}
	return list, ctx.Err()
}

func certificatesOf(ctx context.Context, node string, fileID uint64) ([]*withdrawal.Signed, error) {
	ctx, cancel := context.WithTimeout(ctx, certifyTime)
	defer cancel()
	w, err := (&api.Client{BaseURL: node}).Withdrawal(ctx, fileID)
	if err != nil {
		return nil, err
	}
	return w.Certificates, nil
}

// pick finds a validator's certificate among those of its node, and refuses one of something else.
func (s *Session) pick(list []*withdrawal.Signed, validator common.Address, w *api.Withdrawal) (*withdrawal.Signed, *withdrawal.Certificate, error) {
	for _, signed := range list {
		c, err := signed.Open()
		if err != nil {
			return nil, nil, err
		}
		if c.Validator != validator {
			continue
		}
		if c.FileID != w.FileID || c.DLP != w.DLP || c.Owner != w.Owner || c.Block != w.Block || c.Tx != w.Tx ||
			c.ChainID != s.Ledger.ChainID.Uint64() || c.Registry != s.Ledger.Net.DataRegistry {
			return nil, nil, ErrOtherCertificate
		}
		return signed, c, nil
	}
	return nil, nil, ErrNoCertificate
}
