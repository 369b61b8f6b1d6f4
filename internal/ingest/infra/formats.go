// Package infra reads what systems are made of: bills of materials, plans, manifests.
package infra

import "github.com/assay-compliance/assay/internal/ingest/raw"

// Formats are the formats of this package, in the order in which they are
// tried.
func Formats() []raw.Format {
	return []raw.Format{
		{Name: "cyclonedx", Kinds: []string{raw.SBOM, raw.Vulnerabilities}, Detect: isCycloneDX, Read: readCycloneDX},
		{Name: "kubernetes", Kinds: []string{kubernetesWorkloads}, Detect: isKubernetes, Read: readKubernetes},
		{Name: "kubernetes-yaml", Kinds: []string{kubernetesWorkloads}, Text: true, Detect: isKubernetesYAML, Read: readKubernetesYAML},
		{Name: "terraform", Kinds: []string{storageEncryption, networkRules, auditConfig}, Detect: isTerraform, Read: readTerraform},
		{Name: "spdx", Kinds: []string{raw.SBOM}, Detect: isSPDX, Read: readSPDX},
		{Name: "spdx-3", Kinds: []string{raw.SBOM}, Detect: isSPDX3, Read: readSPDX3},
		{Name: "spdx-tag-value", Kinds: []string{raw.SBOM}, Text: true, Detect: isSPDXText, Read: readSPDXText},
		{Name: "openvex", Kinds: []string{vexStatements}, Detect: isOpenVEX, Read: readOpenVEX},
		{Name: "csaf", Kinds: []string{vexStatements}, Detect: isCSAF, Read: readCSAF},
		{Name: "osquery", Kinds: []string{softwareInventory, hostConfig, iamAccounts}, Detect: isOsquery, Read: readOsquery},
		{Name: "image", Kinds: []string{raw.ConfigurationFindings}, Detect: isImage, Read: readImage},
	}
}
