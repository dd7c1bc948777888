package personal

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sort"
	"strings"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config"
	"github.com/rclone/rclone/fs/fspath"
)

// remoteScheme begins the URL of a copy in a remote; what follows is the copy as rclone names it (REMOTE:PATH), escaped as a path of a
// URL is.
const remoteScheme = "rclone:"

// locators are the parameters that a remote given on the fly may have. They say where the storage is. All others belong into rclone's
// configuration or its environment: a storage is shown, stored in the journal and passed on as a part of URLs, so it must neither hold
// credentials nor name programs to run.
var locators = []string{
	"provider", "endpoint", "region", "location_constraint", "force_path_style", "env_auth", "profile", "no_check_bucket", "storage_class",
	"url", "vendor", "host", "user", "port", "key_file", "known_hosts_file", "key_use_agent",
	"scope", "root_folder_id", "team_drive", "service_account_file",
}

// isRemote reports whether rclone would take a storage for a remote rather than for a local path.
func isRemote(storage string) bool {
	colon, slash := strings.IndexAny(storage, ":,"), strings.IndexByte(storage, '/')
	return strings.HasPrefix(storage, ":") || strings.Contains(storage, ":") && colon >= 0 && (slash < 0 || colon < slash)
}

// checkRemote says why a storage is none that can be used. Errors: ErrURL for how it is written, ErrNoRemote, ErrRemoteConfig.
func checkRemote(spec string) error {
	p, err := fspath.Parse(spec)
	if err != nil || p.Name == "" || strings.ContainsRune(spec, 0) {
		return fmt.Errorf("%w: %.80q is not REMOTE:PATH", ErrURL, withoutValues(spec))
	}
	for param, value := range p.Config {
		if !slices.Contains(locators, param) {
			return fmt.Errorf("%w: %s of %q does not belong into a storage's address", ErrSecret, param, p.Name)
		}
		if u, err := url.Parse(value); err == nil && u.User != nil {
			return fmt.Errorf("%w: %s of %q names a user", ErrSecret, param, p.Name)
		}
	}
	if err := loadRemotes(); err != nil {
		return err
	}
	info, _, _, _, err := fs.ConfigFs(spec)
	switch {
	case errors.Is(err, fs.ErrorNotFoundInConfigFile):
		return fmt.Errorf("%w: %q is not in rclone's configuration; %s", ErrNoRemote, p.Name, knownRemotes())
	case err != nil:
		return fmt.Errorf("%w: %q: storage of this kind is not built in; %s are", ErrNoRemote, p.Name, knownKinds())
	case info.Name == "local":
		return fmt.Errorf("%w: %q is a folder of this machine: give its path", ErrNoRemote, p.Name)
	}
	return nil
}

// withoutValues keeps what could be a secret out of a message about a storage that does not parse.
func withoutValues(spec string) string {
	head, _, found := strings.Cut(spec, ",")
	if found {
		return head + ",..."
	}
	return head
}

func knownRemotes() string {
	names := config.GetRemoteNames()
	if len(names) == 0 {
		return "it has none"
	}
	sort.Strings(names)
	return "it has " + strings.Join(names, ", ")
}

func knownKinds() string {
	var names []string
	for _, r := range fs.Registry {
		if !r.Hide && r.Name != "local" {
			names = append(names, r.Name)
		}
	}
	sort.Strings(names)
	return strings.Join(names, ", ")
}

// join names something in a remote.
func join(spec, name string) string {
	if strings.HasSuffix(spec, ":") || strings.HasSuffix(spec, "/") {
		return spec + name
	}
	return spec + "/" + name
}

func remoteURL(spec string) string { return remoteScheme + (&url.URL{Path: spec}).EscapedPath() }

// parseRemoteURL reads exactly what remoteURL writes.
func parseRemoteURL(s string) (spec string, err error) {
	text, ok := strings.CutPrefix(s, remoteScheme)
	if !ok {
		return "", fmt.Errorf("%w: %.80q does not begin with %s", ErrURL, s, remoteScheme)
	}
	spec, err = url.PathUnescape(text)
	if err != nil || remoteURL(spec) != s || !isRemote(spec) {
		return "", fmt.Errorf("%w: %.80q is not %sREMOTE:PATH", ErrURL, s, remoteScheme)
	}
	return spec, nil
}

// StorageOf returns the storage in which the copy with this URL lies, for Open. Errors: ErrURL, ErrScheme.
func StorageOf(copyURL string) (string, error) {
	switch kind := strings.ToLower(schemeRule.FindString(copyURL)); kind {
	case "file:":
		p, err := filePath(copyURL)
		if err != nil {
			return "", err
		}
		dir := p[:strings.LastIndexByte(p, '/')+1]
		return (&url.URL{Scheme: "file", Path: dir}).String(), nil
	case remoteScheme:
		spec, err := parseRemoteURL(copyURL)
		if err != nil {
			return "", err
		}
		p, err := fspath.Parse(spec)
		if err != nil || p.Name == "" {
			return "", fmt.Errorf("%w: %.80q", ErrURL, copyURL)
		}
		dir := p.Path[:strings.LastIndexByte(p.Path, '/')+1]
		if len(dir) > 1 {
			dir = strings.TrimSuffix(dir, "/")
		}
		return strings.TrimSuffix(spec, p.Path) + dir, nil
	case "ipfs:":
		return "ipfs:", nil
	default:
		return "", fmt.Errorf("%w %.80q", ErrScheme, copyURL)
	}
}
