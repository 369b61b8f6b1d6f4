package adopt

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/assay-compliance/assay/internal/problem"
)

// file finds validations in a file of the repository: file:PATH, file://./PATH
// or PATH, relative to the component definition, with @SHA256 behind it where its
// author pinned it. A file may hold several, of which the fragment names one by
// its uuid, or * all.
func (r *lulaReader) file(href, fragment string, at problem.Place) []*validation {
	name, pin := href, ""
	if i := strings.LastIndexByte(href, '@'); i >= 0 && len(href)-i-1 == 64 {
		name, pin = href[:i], strings.ToLower(href[i+1:])
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "file:"), "//")
	if u, err := url.PathUnescape(name); err == nil {
		name = u
	}
	rel := path.Join(r.dir, name)
	if path.IsAbs(name) || !fs.ValidPath(rel) || strings.ContainsAny(name, "\\\x00") {
		r.lose(at, "the link "+quote(href)+" leaves the repository and is not followed", "put the validation into the repository and link to it with a relative path")
		return nil
	}
	data, err := readBounded(r.repo, rel, maxLinked)
	if err != nil {
		cause, _ := problem.Cause(err)
		r.lose(at, "the validation "+quote(href)+" cannot be read: "+cause, "correct the link, which is relative to the component definition")
		return nil
	}
	if sum := sha256.Sum256(data); pin != "" && pin != hex.EncodeToString(sum[:]) {
		r.lose(at, "the file "+quote(name)+" is not the one that the link pins by its sha256", "read what changed, then correct the link")
		return nil
	}
	var out []*validation
	for i, part := range documents(string(data)) {
		if named(part.text, fragment) && looksLikeValidation(part.text) {
			out = append(out, r.add(rel+"#"+strconv.Itoa(i), path.Base(rel), part.text, problem.Place{Path: rel, Line: part.line})...)
		}
	}
	if out == nil {
		r.lose(at, "the file "+quote(name)+" holds no such validation", "correct the link or its resource-fragment")
	}
	return out
}

// named says whether a fragment means a validation: it is its uuid, or any.
func named(text, fragment string) bool {
	if fragment == "" || fragment == "*" {
		return true
	}
	for line := range strings.Lines(text) {
		if uuid, ok := strings.CutPrefix(strings.TrimSpace(line), "uuid:"); ok && strings.EqualFold(strings.Trim(uuid, " \"'"), strings.TrimPrefix(fragment, "#")) {
			return true
		}
	}
	return false
}

// part is one document of a YAML file.
type part struct {
	text string
	line int
}

// documents splits a YAML file at its lines of three hyphens.
func documents(text string) []part {
	var out []part
	from, line, start := 0, 1, 1
	for i := 0; i < len(text); {
		end := strings.IndexByte(text[i:], '\n') + 1
		if end == 0 {
			end = len(text) - i
		}
		if strings.TrimRight(text[i:i+end], " \t\r\n") == "---" {
			out = append(out, part{text[from:i], start})
			from, start = i+end, line+1
		}
		i += end
		line++
	}
	return append(out, part{text[from:], start})
}

// readBounded reads a regular file of at most so many bytes.
func readBounded(tree fs.FS, name string, most int64) ([]byte, error) {
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it is larger than %d bytes", most)
	}
	return data, err
}
