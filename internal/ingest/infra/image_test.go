package infra

import (
	"fmt"
	"strings"
	"testing"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/ingest/rawtest"
)

func imageCase(t testing.TB) rawtest.Case {
	return rawtest.Case{
		Format: format(t, "image"),
		Sample: `[{"Id":"sha256:aa","extra":null,"RepoTags":["reg/web:1.0"],"RepoDigests":["reg/web@sha256:bb"],"Config":{"User":"","Env":["A=canary"],"Cmd":["LONG"],"Labels":{"v":"1"}},"RootFS":{"Type":"layers"}},
{"Id":"sha256:cc","RepoTags":["reg/db:1.0"],"Config":{"User":"1000"},"RootFS":{"Type":"layers"}}]`,
		Long: func(n int) string {
			return `[` + strings.Repeat(`{"Id":"a","Config":{"User":"web"},"RootFS":{}},`, n) + `{"Id":"b","RootFS":{}}]`
		},
		Count:    func(file []byte) int { return len(rawtest.Batch(file, "")) },
		Timeless: true,
		Lines:    true,
		Out: func(docs []rawtest.Doc) (n int) {
			for _, d := range docs {
				n += rawtest.Length(d.Payload["records"])
			}
			return n
		},
	}
}

func FuzzImage(f *testing.F) {
	rawtest.Fuzz(f, imageCase(f), `{"architecture":"amd64","config":{"User":"0"},"rootfs":{}}`, `{"schemaVersion":2,"layers":[]}`)
}

func TestImageUser(t *testing.T) {
	for text, want := range map[string]bool{
		`[{"Id":"a","Config":{"User":""},"RootFS":{}}]`:                     true,
		`[{"Id":"a","Config":{"User":"root:root"},"RootFS":{}}]`:            true,
		`[{"Id":"a","Config":{"User":"0"},"RootFS":{}}]`:                    true,
		`[{"Id":"a","Config":{"User":"10:0"},"RootFS":{}}]`:                 false,
		`[{"Id":"a","Config":{"User":"web"},"RootFS":{}}]`:                  false,
		`{"architecture":"a","config":{"User":""},"rootfs":{}}`:             true,
		`{"architecture":"a","config":{},"rootfs":{}}`:                      true,
		`{"architecture":"a","rootfs":{}}`:                                  false,
		`{"Name":"r/a","Digest":"sha256:a","Layers":[],"Architecture":"a"}`: false,
		`{"schemaVersion":2,"config":{"digest":"a"},"layers":[]}`:           false,
		`{"schemaVersion":2,"manifests":[]}`:                                false,
	} {
		if !isImage(raw.NewHead([]byte(text))) {
			t.Errorf("%s is not known", text)
		}
		docs := readAs(t, "image", text, rawtest.Web())
		if got := docs[0].Kind == raw.ConfigurationFindings; got != want {
			t.Errorf("%s: %v", text, docs[0])
		}
	}
}

func TestImage(t *testing.T) {
	declared := rawtest.Web()
	docs := readAs(t, "image", imageCase(t).Sample, declared)
	d := rawtest.Only(t, docs, raw.ConfigurationFindings)
	if f := d.Finding(t, "image-user"); d.Subject != "reg/web:1.0" || f["status"] != raw.Fail || f["position"] != "/0" {
		t.Errorf("%s: %v", d.Subject, f)
	}
	kept := fmt.Sprint(rawtest.Only(t, docs, raw.RawRecords).Payload)
	if strings.Contains(kept, "canary") || strings.Contains(kept, "LONG") || !strings.Contains(kept, "Env:[A]") {
		t.Errorf("kept: %s", kept)
	}
	declared.Kinds = []string{raw.ConfigurationFindings}
	docs = readAs(t, "image", `[{"Id":"a","Config":{"User":"web"},"RootFS":{}}]`, declared)
	if docs[0].Problem == nil || !strings.Contains(docs[0].Problem.What, "no scan") {
		t.Errorf("a user was taken for a scan: %v", docs[0])
	}
	if isImage(raw.NewHead([]byte(`[{"Id":"a","RootFS":{},"HostConfig":{}}]`))) {
		t.Error("a container was taken for an image")
	}
}
