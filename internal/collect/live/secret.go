package live

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
)

const (
	maxSecret   = 64 << 10
	leastSecret = 4 // shorter ones would match by chance
)

// vault finds secrets and remembers them, so that none of them leaves.
type vault struct {
	env   func(string) (string, bool)
	dir   string
	forms [][]byte // the secrets in every form in which they may come back
}

// get reads a secret where its reference says. What is wrong with it is told
// without it.
func (v *vault) get(s config.Secret) (string, error) {
	text := ""
	switch {
	case s.Env.Set():
		var ok bool
		if text, ok = v.env(s.Env.Value); !ok {
			return "", failure(evidence.Unauthorized, "set it where assay collect runs", "the variable %s is not set", s.Env.Value)
		}
	default:
		var err error
		if text, err = v.file(s.File.Value); err != nil {
			return "", err
		}
	}
	text = strings.TrimRight(text, "\r\n")
	if text == "" || strings.ContainsFunc(text, unicode.IsControl) {
		return "", failure(evidence.Unauthorized, "put the secret there, on one line", "%s is empty, or holds more than a secret", s)
	}
	v.remember(text)
	return text, nil
}

// file reads a small file of secrets; it may stand anywhere.
func (v *vault) file(name string) (string, error) {
	data, err := v.read(name, maxSecret)
	return string(data), err
}

func (v *vault) read(name string, most int64) ([]byte, error) {
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(v.dir, filepath.FromSlash(name))
	}
	bad := func(what string) error {
		return failure(evidence.Unauthorized, "correct the path, or its permissions", "the file %s %s", name, what)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, bad("cannot be opened")
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, bad("is no regular file")
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return nil, bad("cannot be read")
	case int64(len(data)) > most:
		return nil, bad("is too large")
	}
	return data, nil
}

// value is the text of a value, wherever it is.
func (v *vault) value(x config.Value) (string, error) {
	if x.Secret != nil {
		return v.get(*x.Secret)
	}
	return x.Text.Value, nil
}

// remember takes note of a secret. Longer forms come first: one may hold
// another.
func (v *vault) remember(secret string) {
	if len(secret) < leastSecret {
		return
	}
	quoted, _ := json.Marshal(secret)
	for _, form := range []string{
		secret, string(quoted[1 : len(quoted)-1]), url.QueryEscape(secret), url.PathEscape(secret),
		strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret)), "="),
		strings.TrimRight(base64.URLEncoding.EncodeToString([]byte(secret)), "="),
	} {
		if !slices.ContainsFunc(v.forms, func(f []byte) bool { return string(f) == form }) {
			v.forms = append(v.forms, []byte(form))
		}
	}
	slices.SortFunc(v.forms, func(a, b []byte) int { return len(b) - len(a) })
}

// text is scrub for what is told of ourselves.
func (v *vault) text(s string) string {
	b, _ := v.scrub([]byte(s))
	return string(b)
}

// rule is the secrets as a rule, for what reads texts by what they say and not by
// how JSON writes them; nil where there are none.
func (v *vault) rule() *redact.Rule {
	if len(v.forms) == 0 {
		return nil
	}
	words := make([]string, len(v.forms))
	for i, form := range v.forms {
		words[i] = regexp.QuoteMeta(string(form))
	}
	return &redact.Rule{Name: "credentials", Pattern: regexp.MustCompile(strings.Join(words, "|"))}
}

// scrub replaces every secret in what was served, and counts them.
func (v *vault) scrub(b []byte) ([]byte, int) {
	n := 0
	for _, form := range v.forms {
		if c := bytes.Count(b, form); c > 0 {
			n += c
			b = bytes.ReplaceAll(b, form, []byte(redact.Mask))
		}
	}
	return b, n
}
