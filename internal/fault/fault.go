// Package fault holds the one error type that people and API clients see.
//
// Inside Coppice, packages return ordinary wrapped errors with sentinels. Where an error is about to reach a person (the command
// line, the HTTP API), it becomes an [Error]: a stable code, one line saying what and why, and a hint saying what to do. Internals
// (stack traces, data values, keys) never go into Message or Hint.
package fault

import (
	"errors"
	"fmt"
)

// Code classifies an Error; scripts may rely on the names.
type Code string

// The codes. They follow the usual HTTP meanings where one exists.
const (
	Invalid     Code = "invalid"     // the input is wrong; trying again unchanged cannot help
	NotFound    Code = "not_found"   // the thing named does not exist
	Denied      Code = "denied"      // the caller may not do this
	Conflict    Code = "conflict"    // the state does not allow it (already done, in use by another process)
	Funds       Code = "funds"       // a balance or allowance is too small
	Limit       Code = "limit"       // a size, time, memory or rate limit was reached
	Unavailable Code = "unavailable" // something needed does not answer now; try again
	Integrity   Code = "integrity"   // a signature, digest or attestation does not hold
	Internal    Code = "internal"    // a defect in Coppice
)

// Error is what the edge shows.
type Error struct {
	Code      Code   `json:"code"`
	Message   string `json:"message"`        // one line: what failed and why
	Hint      string `json:"hint,omitempty"` // one line: what to do about it
	Retryable bool   `json:"retryable"`      // the same call may succeed later
	Err       error  `json:"-"`              // the cause, for errors.Is; not shown
}

// New makes an Error without a cause.
func New(code Code, hint, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Hint: hint, Retryable: code == Unavailable}
}

// Wrap makes an Error whose cause stays reachable through errors.Is and errors.As.
func Wrap(err error, code Code, hint, format string, args ...any) *Error {
	e := New(code, hint, format, args...)
	e.Err = err
	return e
}

func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// From returns err as an Error; one that is none yet becomes Internal with its own text. Nil stays nil.
func From(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: Internal, Message: err.Error(), Err: err}
}
