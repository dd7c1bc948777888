package query

import (
	"errors"
	"fmt"
)

// The ways a query can fail; every error of this package that a buyer may cause wraps one of them and is safe to show.
var (
	ErrSyntax        = errors.New("the SQL has an error")
	ErrNotSelect     = errors.New("only one SELECT statement is allowed")
	ErrNotAllowed    = errors.New("not allowed")
	ErrDenied        = errors.New("access denied")
	ErrUnknownTable  = errors.New("unknown table")
	ErrUnknownColumn = errors.New("unknown column")
	ErrAmbiguous     = errors.New("ambiguous name")
	ErrTimeout       = errors.New("the query took too long")
	ErrMemory        = errors.New("the query needs too much memory")
	ErrTooManyRows   = errors.New("the result is too large")
	ErrRuntime       = errors.New("the query failed while running")
)

// ErrVersion says that a stored plan has a format this version does not know.
var ErrVersion = errors.New("query: unknown plan format")

// ErrCatalog says that the catalog given by the node contradicts itself: a defect of the caller, not of the buyer.
var ErrCatalog = errors.New("query: wrong catalog")

// Error is an error the buyer may see: what class of failure, and why. It never carries a data value.
type Error struct {
	Class    error  // one of the sentinels above
	Reason   string // one line
	Position int    // byte offset in the buyer's SQL, or -1 where there is none
}

func (e *Error) Error() string {
	if e.Reason == "" {
		return e.Class.Error()
	}
	return e.Class.Error() + ": " + e.Reason
}

// Unwrap makes errors.Is with the sentinels work.
func (e *Error) Unwrap() error { return e.Class }

func refuse(class error, format string, args ...any) *Error {
	return &Error{Class: class, Reason: fmt.Sprintf(format, args...), Position: -1}
}
