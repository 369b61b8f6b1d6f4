package sbom

import "io"

type cdx struct {
	Format     string         `json:"bomFormat"`
	Spec       string         `json:"specVersion"`
	Serial     string         `json:"serialNumber"`
	Version    int            `json:"version"`
	Metadata   cdxMetadata    `json:"metadata"`
	Components []cdxComponent `json:"components"`
}

type cdxMetadata struct {
	Component  cdxComponent  `json:"component"`
	Properties []cdxProperty `json:"properties,omitempty"`
}

type cdxComponent struct {
	Ref        string        `json:"bom-ref"`
	Type       string        `json:"type"`
	Name       string        `json:"name"`
	Version    string        `json:"version"`
	Hashes     []cdxHash     `json:"hashes,omitempty"`
	Licenses   []cdxLicense  `json:"licenses,omitempty"`
	Purl       string        `json:"purl"`
	Properties []cdxProperty `json:"properties,omitempty"`
}

type cdxHash struct {
	Alg     string `json:"alg"`
	Content string `json:"content"`
}

type cdxLicense struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

type cdxProperty struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// CycloneDX writes the bill of materials of a binary as CycloneDX 1.6 in JSON. It has
// no timestamp, which is optional there, and no graph: the linker records which modules
// are in a binary, and not which asks for which. The sum of a module is that of go.sum.
func CycloneDX(w io.Writer, p *Program) error {
	self := p.self()
	license := cdxLicense{}
	license.License.ID = "Apache-2.0"
	out := cdx{Format: "CycloneDX", Spec: "1.6", Serial: "urn:uuid:" + p.id("cyclonedx"), Version: 1, Components: []cdxComponent{}}
	out.Metadata.Component = cdxComponent{
		Ref: self.purl, Type: "application", Name: p.Name, Version: p.Version, Purl: self.purl,
		Hashes: []cdxHash{{"SHA-256", p.Digest}}, Licenses: []cdxLicense{license},
	}
	for _, key := range []string{"GOOS", "GOARCH", "CGO_ENABLED"} {
		if v := p.setting(key); v != "" {
			out.Metadata.Properties = append(out.Metadata.Properties, cdxProperty{"go:" + key, v})
		}
	}
	for _, m := range p.modules() {
		c := cdxComponent{Ref: m.purl, Type: "library", Name: m.path, Version: m.version, Purl: m.purl}
		if m.sum != "" {
			c.Properties = []cdxProperty{{"go:sum", m.sum}}
		}
		out.Components = append(out.Components, c)
	}
	return write(w, out)
}
