package enclave

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

// PolicyFormat is the value of a policy's format field that this program writes and reads.
const PolicyFormat = "coppice-policy/1"

// Errors of Judge: genuine, but not accepted. ErrPolicy is about the policy itself.
var (
	ErrPolicy      = errors.New("enclave: the policy leaves something open")
	ErrNotAllowed  = errors.New("enclave: this kind of evidence is not allowed")
	ErrNotHardware = errors.New("enclave: no hardware stands behind this evidence")
	ErrMeasurement = errors.New("enclave: this code is not on the list of measurements")
	ErrDebug       = errors.New("enclave: a debug environment can be read from outside")
	ErrTCB         = errors.New("enclave: the platform's status is not accepted")
	ErrRevocation  = errors.New("enclave: revocation was not checked")
	ErrStale       = errors.New("enclave: the evidence is too old")
	ErrFuture      = errors.New("enclave: the evidence is from the future")
	ErrReportData  = errors.New("enclave: the evidence is about something else")
)

// Stance says what a policy does about a weakness. The zero value is "not stated", which no policy may be.
type Stance string

// The stances.
const (
	Refuse   Stance = "refuse"
	Tolerate Stance = "tolerate"
)

// Policy states what evidence is accepted. Every field must be stated: there is no "nil means unchecked".
type Policy struct {
	Format              string        `json:"format"`              // PolicyFormat; may be left empty in Go
	Kinds               []string      `json:"kinds"`               // allowed kinds
	Software            Stance        `json:"software"`            // evidence without hardware behind it
	Debug               Stance        `json:"debug"`               // environments readable from outside
	UncheckedRevocation Stance        `json:"uncheckedRevocation"` // evidence whose certificates were not looked up
	TCB                 []TCBStatus   `json:"tcb"`                 // accepted statuses
	Measurements        []common.Hash `json:"measurements"`        // accepted code
	MaxAgeSeconds       int64         `json:"maxAgeSeconds"`       // of the evidence when it is judged
	MaxSkewSeconds      int64         `json:"maxSkewSeconds"`      // by which a platform's clock may run ahead of ours
}

// DevelopmentPolicy is the policy of local networks: simulated evidence for the given code.
func DevelopmentPolicy(maxAge time.Duration, measurements ...common.Hash) Policy {
	return Policy{
		Format:              PolicyFormat,
		Kinds:               []string{KindSimulated},
		Software:            Tolerate,
		Debug:               Refuse,
		UncheckedRevocation: Tolerate,
		TCB:                 []TCBStatus{TCBNotApplicable},
		Measurements:        measurements,
		MaxAgeSeconds:       int64(maxAge / time.Second),
		MaxSkewSeconds:      300,
	}
}

// Check reports with ErrPolicy, by its name, the first field that is not stated or contradicts itself, and with ErrVersion a foreign
// format.
func (p Policy) Check() error {
	stated := func(s Stance) bool { return s == Refuse || s == Tolerate }
	known := func(s TCBStatus) bool {
		return s == TCBUpToDate || s == TCBOutOfDate || s == TCBUnchecked || s == TCBNotApplicable
	}
	switch {
	case p.Format != "" && p.Format != PolicyFormat:
		return fmt.Errorf("%w: policy %.40q, this program reads %q", ErrVersion, p.Format, PolicyFormat)
	case len(p.Kinds) == 0 || slices.Contains(p.Kinds, ""):
		return fmt.Errorf("%w: kinds", ErrPolicy)
	case !stated(p.Software):
		return fmt.Errorf("%w: software %q", ErrPolicy, p.Software)
	case !stated(p.Debug):
		return fmt.Errorf("%w: debug %q", ErrPolicy, p.Debug)
	case !stated(p.UncheckedRevocation):
		return fmt.Errorf("%w: uncheckedRevocation %q", ErrPolicy, p.UncheckedRevocation)
	case len(p.TCB) == 0:
		return fmt.Errorf("%w: tcb", ErrPolicy)
	case slices.ContainsFunc(p.TCB, func(s TCBStatus) bool { return !known(s) }):
		return fmt.Errorf("%w: tcb %q", ErrPolicy, p.TCB)
	case len(p.Measurements) == 0 || slices.Contains(p.Measurements, common.Hash{}):
		return fmt.Errorf("%w: measurements", ErrPolicy)
	case p.MaxAgeSeconds <= 0:
		return fmt.Errorf("%w: maxAgeSeconds %d", ErrPolicy, p.MaxAgeSeconds)
	case p.MaxSkewSeconds <= 0:
		return fmt.Errorf("%w: maxSkewSeconds %d", ErrPolicy, p.MaxSkewSeconds)
	}
	return nil
}

// Judge decides whether genuine evidence is accepted at the time now for exactly this report data. It returns the first reason
// against it, by name.
func (p Policy) Judge(c *Claims, reportData [64]byte, now time.Time) error {
	if err := p.Check(); err != nil {
		return err
	}
	if c == nil {
		return fmt.Errorf("%w: no claims", ErrMalformed)
	}
	// Whole seconds, compared by subtraction of bounded numbers: a time.Duration would saturate.
	age := now.Unix() - c.Time.Unix()
	switch {
	case !slices.Contains(p.Kinds, c.Kind):
		return fmt.Errorf("%w: %s", ErrNotAllowed, c.Kind)
	case !c.Hardware && p.Software != Tolerate:
		return fmt.Errorf("%w: %s", ErrNotHardware, c.Kind)
	case c.Debug && p.Debug != Tolerate:
		return ErrDebug
	case !slices.Contains(p.Measurements, c.Measurement):
		return fmt.Errorf("%w: %s", ErrMeasurement, c.Measurement)
	case !slices.Contains(p.TCB, c.TCB):
		return fmt.Errorf("%w: %s", ErrTCB, c.TCB)
	case !c.RevocationChecked && p.UncheckedRevocation != Tolerate:
		return ErrRevocation
	case age > p.MaxAgeSeconds:
		return fmt.Errorf("%w: %d seconds, %d are allowed", ErrStale, age, p.MaxAgeSeconds)
	case -age > p.MaxSkewSeconds:
		return fmt.Errorf("%w: by %d seconds", ErrFuture, -age)
	case subtle.ConstantTimeCompare(c.ReportData[:], reportData[:]) != 1:
		return ErrReportData
	}
	return nil
}

// ParsePolicy reads a policy strictly. The errors are ErrPolicy and ErrVersion.
func ParsePolicy(b []byte) (Policy, error) {
	var lead struct {
		Format string `json:"format"`
	}
	if err := json.Unmarshal(b, &lead); err != nil {
		return Policy{}, fmt.Errorf("%w: not JSON: %v", ErrPolicy, err)
	}
	if lead.Format == "" {
		return Policy{}, fmt.Errorf("%w: format", ErrPolicy)
	}
	if lead.Format != PolicyFormat {
		return Policy{}, fmt.Errorf("%w: policy %.40q, this program reads %q", ErrVersion, lead.Format, PolicyFormat)
	}
	var p Policy
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Policy{}, fmt.Errorf("%w: %v", ErrPolicy, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return Policy{}, fmt.Errorf("%w: something follows it", ErrPolicy)
	}
	if err := p.Check(); err != nil {
		return Policy{}, err
	}
	return p, nil
}
