package infra

import (
	"bytes"
	"context"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/assay-compliance/assay/internal/ingest/raw"
	"github.com/assay-compliance/assay/internal/jsonast"
)

// imageNames are the member names of images that errors may print.
const imageNames = `Id RepoTags RepoDigests Digest Name Config User config RootFS rootfs Architecture architecture
schemaVersion layers manifests`

// imageRecord is an image as any of the tools describes it; of a manifest and of
// what skopeo prints the user is not known.
type imageRecord struct {
	ID      string       `json:"Id"`
	Name    string       `json:"Name"`
	Digest  string       `json:"Digest"`
	Tags    []string     `json:"RepoTags"`
	Digests []string     `json:"RepoDigests"`
	Docker  *imageConfig `json:"Config"`
	OCI     *imageConfig `json:"config"`
	RootFS  *struct {
		Type string `json:"Type"`
	} `json:"RootFS"`
	Rootfs *struct {
		Type string `json:"type"`
	} `json:"rootfs"`
}

type imageConfig struct {
	User string `json:"User"`
}

// readImage reads what tools tell of container images: `docker image inspect`,
// `podman image inspect`, `skopeo inspect`, `crane config` and `crane manifest`.
// An image whose containers start as root is a finding. All else is kept raw: that
// an image starts as somebody else shows no more than that, and is no scan of it.
// When an image was made is not when it was looked at.
//
// Source: OCI image specification 1.1 (config, manifest and index); Docker Engine
// API 1.44, ImageInspect; podman-image-inspect(1); skopeo-inspect(1).
func readImage(ctx context.Context, s *raw.Source) error {
	j := raw.NewJSON(ctx, s, imageNames)
	var found []raw.Draft
	err := j.Batch(raw.Batch{Record: func(e raw.Entry) error {
		var r imageRecord
		if err := j.Entry(e, &r); err != nil {
			return err
		}
		s.HoldJSON(e.Value)
		v, err := jsonast.New(jsonast.Default()).Decode(bytes.Clone(e.Value))
		if err != nil {
			f := raw.FaultOf(err)
			f.Line = e.Line
			return f
		}
		s.Keep("image", e.Position, scrub(withoutValues(v), imageSecret))
		if r.startsAsRoot() {
			found = append(found, r.finding(s, e))
		}
		return nil
	}})
	if err != nil {
		return err
	}
	s.Finish()
	for _, d := range found {
		if err := s.Emit(d); err != nil {
			return err
		}
	}
	if len(found) == 0 && s.Declares(raw.ConfigurationFindings) || s.File.Records.Read == 0 {
		return s.Unshown(raw.ConfigurationFindings, nil, "what an image says of itself is no scan of it",
			"scan it: `trivy image --scanners misconfig --format json IMAGE`")
	}
	return nil
}

// startsAsRoot says whether the image is known to start as root: its
// configuration is there, and names no user or that one.
func (r *imageRecord) startsAsRoot() bool {
	config := r.Docker
	if config == nil || r.RootFS == nil {
		if config = r.OCI; config == nil || r.Rootfs == nil {
			return false
		}
	}
	user, _, _ := strings.Cut(config.User, ":")
	return user == "" || user == "root" || strings.Trim(user, "0") == ""
}

func (r *imageRecord) target() raw.Target {
	t := raw.Target{Kind: "image", Digest: r.Digest, Name: r.Name}
	for _, name := range append(append([]string{}, r.Tags...), r.Digests...) {
		if t.Name == "" {
			t.Name = name
		}
		if len(t.Aliases) < 64 {
			t.Aliases = append(t.Aliases, name)
		}
	}
	if t.Name == "" {
		t.Name = r.ID
	}
	if t.Digest == "" && strings.HasPrefix(r.ID, "sha256:") {
		t.Aliases = append(t.Aliases, r.ID)
	}
	return t
}

func (r *imageRecord) finding(s *raw.Source, e raw.Entry) raw.Draft {
	t := r.target()
	finding := s.Fields().Must("id", "image-user").Must("title", "The image starts as root").
		Must("severity", "high").Must("status", raw.Fail).Flag("suppressed", false).
		Must("target", s.Name(t)).Text("position", e.Position, raw.ShortText).Term()
	d := raw.Draft{Kind: raw.ConfigurationFindings, Subject: t.Name, IDs: t.IDs(), Collector: "image inspect", Line: e.Line}
	if t.Name == "" {
		d.Collector += " " + s.Opt.Path
	}
	d.Payload = s.Fields().Value("tool", s.Tool("image inspect", "")).Value("target", s.Target(t)).
		Value("scan", s.Scan(raw.Scan{})).Texts("examined", []string{s.Name(t)}, raw.ShortText, true).
		List("findings", []*raw.Term{finding}).Object()
	return d
}

// imageSecret are members that hold commands, which are written with secrets in
// them.
func imageSecret(name string) bool {
	switch name {
	case "Cmd", "Entrypoint", "OnBuild", "Test", "Args", "created_by", "CreatedBy", "comment", "Comment", "Shell":
		return true
	}
	return secretive(name)
}

// withoutValues is a value whose environments have names and no values.
func withoutValues(v ast.Value) ast.Value {
	o, ok := v.(ast.Object)
	if !ok {
		return v
	}
	out := ast.NewObject()
	o.Foreach(func(k, in *ast.Term) {
		list, isList := in.Value.(*ast.Array)
		if k.Value.Compare(ast.String("Env")) != 0 || !isList {
			out.Insert(k, ast.NewTerm(withoutValues(in.Value)))
			return
		}
		names := []*ast.Term{}
		list.Foreach(func(t *ast.Term) {
			if text, ok := t.Value.(ast.String); ok {
				name, _, _ := strings.Cut(string(text), "=")
				names = append(names, ast.StringTerm(name))
			}
		})
		out.Insert(k, ast.ArrayTerm(names...))
	})
	return out
}

func isImage(h raw.Head) bool {
	switch {
	case h.Has("Id", "RootFS"), h.Has("Id", "RepoTags", "Config"):
		return !h.Has("HostConfig")
	case h.Has("Digest", "Layers", "Architecture"), h.Has("architecture", "rootfs"):
		return true
	}
	return h.Has("schemaVersion", "layers") || h.Has("schemaVersion", "manifests")
}
