package personal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	_ "github.com/rclone/rclone/backend/drive"
	_ "github.com/rclone/rclone/backend/dropbox"
	_ "github.com/rclone/rclone/backend/s3"
	_ "github.com/rclone/rclone/backend/sftp"
	_ "github.com/rclone/rclone/backend/webdav"
	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config"
	"github.com/rclone/rclone/fs/config/configfile"
	"github.com/rclone/rclone/lib/atexit"

	"github.com/coppice-network/coppice/internal/personal/remoteenv"
)

// rclone is a program before it is a library: settings, configuration, log and signals are its process's. This file makes them ours,
// once: it asks nothing, writes no file, exits for no reason, and says what it has to say to a logger.

// remoteLog is where rclone's messages go.
var remoteLog atomic.Pointer[slog.Logger]

func init() {
	remoteenv.Restore()
	fs.SetLogger(remoteHandler{})
	atexit.IgnoreSignals() // it would end the process while others still tidy up
}

// LogRemotes sends what the library behind remote storage reports to log; before, nothing of it is shown.
func LogRemotes(log *slog.Logger) { remoteLog.Store(log) }

// remoteHandler passes messages on to whatever logger is set at the time.
type remoteHandler struct{ attrs []slog.Attr }

func (h remoteHandler) Enabled(ctx context.Context, level slog.Level) bool {
	log := remoteLog.Load()
	return log != nil && log.Enabled(ctx, level)
}

func (h remoteHandler) Handle(ctx context.Context, r slog.Record) error {
	log := remoteLog.Load()
	if log == nil {
		return nil
	}
	// rclone's levels between ours print badly.
	r.Level = (r.Level / 4) * 4
	r.AddAttrs(append(h.attrs, slog.String("from", "rclone"))...)
	return log.Handler().Handle(ctx, r)
}

func (h remoteHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return remoteHandler{append(slices.Clone(h.attrs), attrs...)}
}

func (h remoteHandler) WithGroup(string) slog.Handler { return h }

// readOnlyConfig is rclone's configuration file. What backends want to keep in it (refreshed tokens, what they found out about a
// server) lives as long as the process: the file is the user's.
type readOnlyConfig struct {
	configfile.Storage
	err error // of loading
}

func (c *readOnlyConfig) Save() error { return nil }

// Load never fails: rclone ends the process when it does. The error waits in err.
func (c *readOnlyConfig) Load() error {
	if c.err = c.Storage.Load(); errors.Is(c.err, config.ErrorConfigFileNotFound) || errors.Is(c.err, syscall.ENOTDIR) {
		c.err = nil
	}
	return nil
}

var remoteSetup struct {
	sync.Mutex
	config *readOnlyConfig
	from   string // RCLONE_CONFIG as it was
}

// The settings of rclone that are the process's are set before anything of it runs: it reads them without a lock.
func init() { setBounds(fs.GetConfig(context.Background())) }

// remoteSettings are the bounds of one try. They hold for whatever a context that carries them reaches.
func remoteSettings(ctx context.Context, retries int) context.Context {
	ctx, ci := fs.AddConfig(ctx)
	setBounds(ci)
	if retries > 0 {
		ci.LowLevelRetries = retries
	}
	return ctx
}

func setBounds(ci *fs.ConfigInfo) {
	ci.AskPassword = false
	ci.AutoConfirm = true
	ci.LowLevelRetries = 3
	ci.ConnectTimeout = fs.Duration(15 * time.Second)
	ci.Timeout = fs.Duration(time.Minute) // without a byte
	ci.UserAgent = "coppice"
	ci.LogLevel = fs.LogLevelNotice
}

// loadRemotes reads rclone's configuration, as rclone finds it: RCLONE_CONFIG, else the usual places. A changed file is read again.
// Errors: ErrRemoteConfig.
func loadRemotes() error {
	remoteSetup.Lock()
	defer remoteSetup.Unlock()
	from := os.Getenv("RCLONE_CONFIG")
	if remoteSetup.config == nil || remoteSetup.from != from || remoteSetup.config.err != nil {
		path := from
		if path == "" {
			path = usualConfig()
		}
		if err := config.SetConfigPath(path); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrRemoteConfig, path, err)
		}
		if config.GetConfigPath() == "" {
			path = filepath.Join(os.DevNull, "none") // SetData keeps what it had when there is no path
			if err := config.SetConfigPath(path); err != nil {
				return fmt.Errorf("%w: %w", ErrRemoteConfig, err)
			}
		}
		remoteSetup.config, remoteSetup.from = &readOnlyConfig{}, from
		config.SetData(remoteSetup.config)
		config.LoadedData()
	}
	err := remoteSetup.config.err
	if err == nil {
		return nil
	}
	if strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), "decrypt") {
		return fmt.Errorf("%w: %s is encrypted, and RCLONE_CONFIG_PASS does not open it", ErrRemoteConfig, config.GetConfigPath())
	}
	return fmt.Errorf("%w: %s: %w", ErrRemoteConfig, config.GetConfigPath(), err)
}

// usualConfig is the first of the files in which rclone looks for its configuration, or the place for a new one.
func usualConfig() string {
	var places []string
	if exe, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(exe), "rclone.conf"))
	}
	if dir := os.Getenv("XDG_CONFIG_HOME"); dir != "" {
		places = append(places, filepath.Join(dir, "rclone", "rclone.conf"))
	}
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, filepath.Join(home, ".config", "rclone", "rclone.conf"), filepath.Join(home, ".rclone.conf"))
	}
	for _, p := range places {
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	return os.DevNull
}
