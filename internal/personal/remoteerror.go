package personal

import (
	"context"
	"errors"
	"fmt"
	"io"
	iofs "io/fs"
	"net"
	"net/http"
	"strings"
	"syscall"

	davapi "github.com/rclone/rclone/backend/webdav/api"
	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/fserrors"
	"google.golang.org/api/googleapi"

	"github.com/coppice-network/coppice/internal/blob"
)

// inputError is a failure of what is being stored, not of the storage: it is never tried again.
type inputError struct{ err error }

func (e *inputError) Error() string { return fmt.Sprintf("read the input: %v", e.err) }
func (e *inputError) Unwrap() error { return e.err }

// Texts by which servers and protocols say what has no type here. Compared in lower case.
var (
	credentialTexts = []string{
		"unable to authenticate", "invalidaccesskeyid", "signaturedoesnotmatch", "expiredtoken", "tokenrefreshrequired", "invalidtoken",
		"invalid_grant", "invalid_access_token", "expired_access_token", "no credential providers", "failed to refresh cached credentials",
		"empty token found", "couldn't find token", "oauth2: ",
	}
	readOnlyTexts = []string{"read-only file system", "readonly", "permission denied", "accessdenied", "access denied", "sftp: \"permission"}
)

func says(err error, texts []string) bool {
	text := strings.ToLower(err.Error())
	for _, t := range texts {
		if strings.Contains(text, t) {
			return true
		}
	}
	return false
}

// httpStatus is the status with which a server refused; 0 if that is not what happened.
func httpStatus(err error) int {
	if err == nil {
		return 0
	}
	var dav *davapi.Error
	if errors.As(err, &dav) {
		return dav.StatusCode
	}
	var google *googleapi.Error
	if errors.As(err, &google) {
		return google.Code
	}
	var aws interface{ HTTPStatusCode() int }
	if errors.As(err, &aws) {
		return aws.HTTPStatusCode()
	}
	return 0
}

// storageError gives an error of rclone's the sentinel that callers know.
func storageError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []error{
		blob.ErrNotFound, blob.ErrNoSpace, ErrCredentials, ErrReadOnly, blob.ErrUnreachable, blob.ErrMismatch, ErrURL, ErrName, ErrRemoteConfig, ErrNoRemote,
	} {
		if errors.Is(err, known) {
			return err
		}
	}
	var input *inputError
	if errors.As(err, &input) {
		return err
	}
	if stop := ctx.Err(); stop != nil {
		return errors.Join(stop, err)
	}
	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%w: %w", kind, err)
	}
	return err
}

func kindOf(err error) error {
	status := httpStatus(err)
	switch {
	case status == http.StatusInsufficientStorage, errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), blob.SaysFull(err.Error()):
		return blob.ErrNoSpace
	case status == http.StatusUnauthorized, status == http.StatusForbidden, says(err, credentialTexts), errors.Is(err, fs.ErrorPermissionDenied),
		errors.Is(err, iofs.ErrPermission):
		return ErrCredentials
	case errors.Is(err, fs.ErrorObjectNotFound), errors.Is(err, fs.ErrorDirNotFound), status == http.StatusNotFound, errors.Is(err, iofs.ErrNotExist):
		return blob.ErrNotFound
	case status == http.StatusMethodNotAllowed, status == http.StatusLocked:
		return ErrReadOnly
	case status >= 500, broken(err):
		return blob.ErrUnreachable
	}
	return nil
}

// broken reports a connection that could not be made or kept.
func broken(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) || errors.As(err, &dns) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ECONNREFUSED) ||
		fserrors.ShouldRetry(err) || fserrors.IsRetryError(err) || says(err, []string{"connection lost", "broken pipe", "ssh: disconnect"})
}

// explain asks again where an answer had no room for a reason: S3 answers HEAD without one.
func explain(ctx context.Context, f fs.Fs, err error) error {
	if httpStatus(err) != http.StatusBadRequest || kindOf(err) != nil {
		return err
	}
	if _, listErr := f.List(ctx, ""); listErr != nil && kindOf(listErr) != nil {
		return fmt.Errorf("%w: %w", err, listErr)
	}
	return err
}

// forbidden tells, of a refused write, whether the storage can be read: then it is not the credentials.
func forbidden(ctx context.Context, f fs.Fs, err error) error {
	if err == nil || kindOf(err) != ErrCredentials && kindOf(err) != ErrReadOnly && !says(err, readOnlyTexts) {
		return err
	}
	if _, listErr := f.List(ctx, ""); listErr == nil || errors.Is(listErr, fs.ErrorDirNotFound) {
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return fmt.Errorf("%w: %w", ErrCredentials, err)
}

// fullIf tells, of a refused upload, why: some servers say nothing but "failure" when there is no room, and tell how much room there is
// when they are asked.
func fullIf(ctx context.Context, f fs.Fs, size int64, err error) error {
	if kindOf(err) == blob.ErrNoSpace || ctx.Err() != nil {
		return err
	}
	if about := f.Features().About; about != nil {
		use, aboutErr := about(ctx)
		if aboutErr == nil && use.Free != nil && *use.Free < size {
			return fmt.Errorf("%w: %d bytes are free, %d are needed: %w", blob.ErrNoSpace, *use.Free, size, err)
		}
	}
	return forbidden(ctx, f, err)
}
