package sbom

import (
	"fmt"
	"io"
	"time"
)

type spdx struct {
	Version       string             `json:"spdxVersion"`
	License       string             `json:"dataLicense"`
	ID            string             `json:"SPDXID"`
	Name          string             `json:"name"`
	Namespace     string             `json:"documentNamespace"`
	Creation      spdxCreation       `json:"creationInfo"`
	Packages      []spdxPackage      `json:"packages"`
	Relationships []spdxRelationship `json:"relationships"`
}

type spdxCreation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

type spdxPackage struct {
	ID        string          `json:"SPDXID"`
	Name      string          `json:"name"`
	Version   string          `json:"versionInfo"`
	Download  string          `json:"downloadLocation"`
	Analyzed  bool            `json:"filesAnalyzed"`
	Concluded string          `json:"licenseConcluded"`
	Declared  string          `json:"licenseDeclared"`
	Copyright string          `json:"copyrightText"`
	Checksums []spdxChecksum  `json:"checksums,omitempty"`
	Refs      []spdxReference `json:"externalRefs"`
	Purpose   string          `json:"primaryPackagePurpose"`
}

type spdxChecksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

type spdxReference struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

type spdxRelationship struct {
	From string `json:"spdxElementId"`
	Type string `json:"relationshipType"`
	To   string `json:"relatedSpdxElement"`
}

// none is what SPDX has said where nothing is claimed.
const none = "NOASSERTION"

// SPDX writes the bill of materials of a binary as SPDX 2.3 in JSON. It was made at the
// time of the commit. Of the licenses of modules the linker records nothing, so that
// nothing is asserted.
func SPDX(w io.Writer, p *Program) error {
	self := p.self()
	root := spdxOf("SPDXRef-assay", self, "APPLICATION")
	root.Name, root.Declared, root.Download = p.Name, "Apache-2.0", source
	root.Checksums = []spdxChecksum{{"SHA256", p.Digest}}
	out := spdx{
		Version: "SPDX-2.3", License: "CC0-1.0", ID: "SPDXRef-DOCUMENT",
		Name:          fmt.Sprintf("%s %s %s/%s", p.Name, p.Version, p.setting("GOOS"), p.setting("GOARCH")),
		Namespace:     source + "/sbom/" + p.id("spdx"),
		Creation:      spdxCreation{p.Made.UTC().Format(time.RFC3339), []string{"Tool: assay-pack-" + p.Version}},
		Packages:      []spdxPackage{root},
		Relationships: []spdxRelationship{{"SPDXRef-DOCUMENT", "DESCRIBES", root.ID}},
	}
	for i, m := range p.modules() {
		pkg := spdxOf(fmt.Sprintf("SPDXRef-module-%d", i+1), m, "LIBRARY")
		out.Packages = append(out.Packages, pkg)
		out.Relationships = append(out.Relationships, spdxRelationship{root.ID, "CONTAINS", pkg.ID})
	}
	return write(w, out)
}

func spdxOf(id string, m module, purpose string) spdxPackage {
	return spdxPackage{
		ID: id, Name: m.path, Version: m.version, Download: none, Concluded: none, Declared: none, Copyright: none,
		Refs: []spdxReference{{"PACKAGE-MANAGER", "purl", m.purl}}, Purpose: purpose,
	}
}
