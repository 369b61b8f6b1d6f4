package cli

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// What init prints can be copied into a shell, and no name sends anything to the
// terminal.
func TestInitNamesADirectoryOfAnyName(t *testing.T) {
	for name, want := range map[string]string{
		"plain-1.x": "plain-1.x", "größe": "größe", "a b": "'a b'", "it's": `'it'\''s'`, "$(x)": "'$(x)'", "a\x1b[31m\u202eb": "'a\x1b[31m\u202eb'",
	} {
		if got := quoted(name); got != want {
			t.Errorf("%q is quoted %q, want %q", name, got, want)
		}
		dir := filepath.Join(t.TempDir(), name)
		var out strings.Builder
		if code := Main([]string{"init", dir}, strings.NewReader(""), &out, io.Discard); code != 0 || strings.ContainsAny(out.String(), "\x1b\u202e") {
			t.Errorf("%q: exit code %d, %q", name, code, out.String())
		}
		out.Reset()
		var told struct{ Written []string }
		if code := Main([]string{"init", "--example", dir + "/x", "-o", "json"}, strings.NewReader(""), &out, io.Discard); code != 0 {
			t.Errorf("%q: exit code %d", name, code)
		}
		if err := json.Unmarshal([]byte(out.String()), &told); err != nil || len(told.Written) < 10 || !strings.HasPrefix(told.Written[0], filepath.ToSlash(dir)+"/x/") {
			t.Errorf("%q: %v in %s", name, err, out.String())
		}
	}
}
