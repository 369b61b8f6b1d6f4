package plain

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func readAs(t testing.TB, format, path, text string) []rawtest.Doc {
	t.Helper()
	return rawtest.Read(t, rawtest.Named(t, Formats(), format), text, raw.Options{Path: path, Component: "web"})
}

// What policies for conftest find in their input is what conftest gives them.
func TestDocuments(t *testing.T) {
	for path, tc := range map[string]struct{ text, want string }{
		"a.yaml":           {"a: 1\n---\nb: [x]\n", `[{"a":1},{"b":["x"]}]`},
		"a.json":           {`{"a":[1,null,"x"]}`, `[{"a":[1,null,"x"]}]`},
		"list.json":        {`[1]`, `[[1]]`},
		"a.toml":           {"t = 2026-01-31T00:00:00Z\n[a]\nb = [1, 2.5]\n[[c]]\nd = inf\n", `[{"a":{"b":[1,2.5]},"c":[{"d":"+Inf"}],"t":"2026-01-31T00:00:00Z"}]`},
		"a.ini":            {"top=1\n[s]\nport = 8080\non = true\nname = x y\nphone=0049\n", `[{"DEFAULT":{"top":1},"s":{"name":"x y","on":true,"phone":"0049","port":8080}}]`},
		"main.tf":          {"resource \"aws_s3_bucket\" \"b\" {\n  acl = \"private\"\n  tags = { a = var.x }\n}\n", `[{"resource":{"aws_s3_bucket":{"b":[{"acl":"private","tags":{"a":"${var.x}"}}]}}}]`},
		"Dockerfile":       {"# note\nFROM --platform=linux/amd64 a:1 AS b\nRUN [\"x\", \"y\"]\nFROM c\nONBUILD COPY --from=b /a /b\n", ""},
		"x/Dockerfile.web": {"FROM a\n", ""},
	} {
		docs := readAs(t, Configuration, path, tc.text)
		var got []any
		for i, d := range docs {
			if d.Problem != nil || d.Kind != Kind || i == 0 && d.Subject != path || i == 1 && d.Subject != path+"#2" {
				t.Errorf("%s: %v, subject %s", path, d.Problem, d.Subject)
				continue
			}
			got = append(got, d.Payload["document"])
		}
		text, _ := json.Marshal(got)
		if tc.want != "" && string(text) != tc.want {
			t.Errorf("%s: %s, want %s", path, text, tc.want)
		}
	}
	docs := readAs(t, "dockerfile", "any.name", "# note\nFROM --platform=linux/amd64 a:1 AS b\nRUN [\"x\", \"y\"]\nFROM c\nONBUILD COPY --from=b /a /b\n")
	list, _ := json.Marshal(docs[0].Payload["document"])
	const want = `[{"Cmd":"comment","Flags":null,"JSON":false,"Stage":0,"SubCmd":"","Value":["note"]},` +
		`{"Cmd":"from","Flags":["--platform=linux/amd64"],"JSON":false,"Stage":0,"SubCmd":"","Value":["a:1","AS","b"]},` +
		`{"Cmd":"run","Flags":[],"JSON":true,"Stage":0,"SubCmd":"","Value":["x","y"]},` +
		`{"Cmd":"from","Flags":[],"JSON":false,"Stage":1,"SubCmd":"","Value":["c"]},` +
		`{"Cmd":"onbuild","Flags":[],"JSON":false,"Stage":1,"SubCmd":"COPY","Value":["/a","/b"]}]`
	if string(list) != want {
		t.Errorf("Dockerfile:\n%s\nwant\n%s", list, want)
	}
}

func TestRefuses(t *testing.T) {
	for path, tc := range map[string]struct{ text, want string }{
		"a.yaml":     {"a: [", "a.yaml:"},
		"b.yaml":     {"patient: 1\npatient: 2\n", "twice"},
		"a.json":     {`{"patient":`, "a.json:1:"},
		"b.json":     {`{"a":1}{"patient":1}`, "follows the end"},
		"c.json":     {`{"a":` + strings.Repeat("9", 70) + `}`, "beyond measure"},
		"a.toml":     {"a = 1\npatient = \n", "a.toml:"},
		"b.toml":     {"a = " + strings.Repeat("[", 2000), "nested too deeply"},
		"a.ini":      {"[patient\nx", "not well-formed"},
		"a.tf":       {"a = {\n  patient = \n", "a.tf:"},
		"b.tf":       {"a = " + strings.Repeat("!", 100_000) + "true", "nested too deeply"},
		"c.tf":       {"a = " + strings.Repeat("[", 100_000), "nested too deeply"},
		"d.tf":       {"a = \"" + strings.Repeat("${\"", 100_000), "nested too deeply"},
		"Dockerfile": {"FROM a\nRUN <<EOF\npatient", "not well-formed"},
		"dockerfile": {"RUN patient\n", "not of the format"},
		"a.xyz":      {"patient", "not of the format"},
		"e.yaml":     {" \n", "empty"},
		"f.yaml":     {"---\n---\n", "empty"},
		"utf.ini":    {"a=\xff", "UTF-8"},
	} {
		docs := readAs(t, Configuration, path, tc.text)
		got := rawtest.Broken(t, docs)
		if !strings.Contains(got, tc.want) || strings.Contains(got, "patient") {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func FuzzConfiguration(f *testing.F) {
	for _, x := range syntaxes() {
		f.Add(x.name, "a: 1\n[a]\nb = 1\nFROM a\n")
	}
	f.Add("hcl", "a \"b\" {\n c = \"${d.e[0]} %{ if x }y%{ endif }\"\n}")
	f.Add("dockerfile", "FROM a\nRUN <<EOF\nx\nEOF\n")
	f.Fuzz(func(t *testing.T, format, text string) {
		for _, x := range syntaxes() {
			if x.name == format {
				readAs(t, format, "p", text)
			}
		}
	})
}
