package code

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// trufflehogNames are the member names of TruffleHog's results that errors may
// print.
const trufflehogNames = `SourceMetadata Data SourceID SourceType SourceName DetectorType DetectorName DecoderName Verified
file line commit repository timestamp level logger msg`

// trufflehogReport gathers results by the repository, image or bucket they were
// found in.
type trufflehogReport struct {
	s    *raw.Source
	j    *raw.JSON
	docs []*report
	by   map[string]*report
	ran  bool // its log says that the scan came to its end
	bad  bool // its log says that something could not be read
}

// readTrufflehog reads what TruffleHog 3 prints with --json: a result a line, or
// a list of them, with its log among them or not. Nothing of the secret is read,
// nor what the issuer says of it. A credential in the code is there, whether or
// not it still opens anything: what is not verified fails too, under its own
// word. A scan that finds nothing prints nothing; its log shows that it ran.
//
// Source: trufflesecurity/trufflehog, output package, releases 3.0 to 3.90.
func readTrufflehog(ctx context.Context, s *raw.Source) error {
	r := &trufflehogReport{s: s, j: raw.NewJSON(ctx, s, trufflehogNames), by: map[string]*report{}}
	if err := r.j.Batch(raw.Batch{Record: r.record}); err != nil {
		return err
	}
	s.Finish()
	if len(r.docs) == 0 {
		none := r.of(raw.Target{})
		if r.bad {
			none.scan.Reasons = []string{"failed"}
		}
		if r.ran {
			return none.emit(s)
		}
		return none.secrets(s, "trufflehog git URL --json 2>&1")
	}
	for _, d := range r.docs {
		if r.bad {
			d.scan.Reasons = []string{"failed"}
		}
		if err := d.emit(s); err != nil {
			return err
		}
	}
	return nil
}

func (r *trufflehogReport) of(t raw.Target) *report {
	d := r.by[t.Name]
	if d == nil {
		d = &report{kind: raw.SecretFindings, tool: "trufflehog", target: t}
		r.by[t.Name] = d
		r.docs = append(r.docs, d)
	}
	return d
}

func (r *trufflehogReport) record(e raw.Entry) error {
	var v struct {
		Metadata struct {
			Data map[string]jsontext.Value `json:"Data"`
		} `json:"SourceMetadata"`
		DetectorName        string         `json:"DetectorName"`
		DetectorDescription string         `json:"DetectorDescription"`
		Verified            bool           `json:"Verified"`
		VerificationError   jsontext.Value `json:"VerificationError"`
		Level               string         `json:"level"`
		Msg                 string         `json:"msg"`
	}
	if err := r.j.Entry(e, &v); err != nil {
		return err
	}
	if v.DetectorName == "" && v.Level != "" {
		r.log(e, v.Level, v.Msg)
		return nil
	}
	f := finding{id: v.DetectorName, title: raw.Clip(v.DetectorDescription, raw.LongText), severity: "unknown", status: raw.Fail, word: "unverified", position: e.Position}
	switch {
	case v.Verified:
		f.word = "verified"
	case len(v.VerificationError) > 0 && string(v.VerificationError) != "null" && string(v.VerificationError) != `""`:
		f.word = "not verified, for an error"
	}
	var t raw.Target
	for _, sort := range slices.Sorted(maps.Keys(v.Metadata.Data)) { // there is one
		t = found(&f, sort, v.Metadata.Data[sort])
	}
	d := r.of(t)
	d.findings = append(d.findings, f)
	return nil
}

// log notes what a line of the log says of the scan. Its words are not kept: they
// quote what could not be read.
func (r *trufflehogReport) log(e raw.Entry, level, msg string) {
	r.ran = r.ran || msg == "finished scanning"
	r.bad = r.bad || strings.HasPrefix(level, "error") || level == "fatal" || level == "panic"
	r.s.Keep("log", e.Position, r.s.Fields().Must("level", raw.Clip(level, raw.ShortText)).Object())
}

// found notes where a result was found, and returns what was searched.
func found(f *finding, sort string, data jsontext.Value) raw.Target {
	var v struct {
		File       string `json:"file"`
		Link       string `json:"link"`
		Line       int    `json:"line"`
		Commit     string `json:"commit"`
		Repository string `json:"repository"`
		Image      string `json:"image"`
		Bucket     string `json:"bucket"`
	}
	if data.Kind() != '{' || json.Unmarshal(data, &v) != nil {
		return raw.Target{}
	}
	f.path, f.line = v.File, v.Line
	if v.Commit != "" {
		f.fingerprint = raw.Clip(v.Commit+":"+v.File+":"+f.id, raw.ShortText)
	}
	switch {
	case v.Repository != "":
		return raw.Target{Kind: "repository", Name: v.Repository}
	case v.Image != "":
		return raw.Target{Kind: "image", Name: v.Image}
	case v.Bucket != "":
		return raw.Target{Name: v.Bucket}
	case sort == "Filesystem":
		return raw.Target{Kind: "filesystem"}
	}
	return raw.Target{}
}

func isTrufflehog(h raw.Head) bool {
	return h.Has("SourceMetadata", "DetectorName") || h.Has("DetectorName", "Verified") || h.Is("logger", "trufflehog")
}
