package scanners

import (
	"context"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// asffNames are the member names of the AWS Security Finding Format that errors
// may print.
const asffNames = `Findings NextToken SchemaVersion Id ProductArn ProductName ProductFields Region GeneratorId
AwsAccountId AwsAccountName Types FirstObservedAt LastObservedAt CreatedAt UpdatedAt Severity Label Original Normalized
Title Description Resources Type Details Other Container ImageName AwsEc2Instance IpV4Addresses AwsEcrContainerImage
RegistryId RepositoryName ImageDigest ImageTags Compliance Status StatusReasons ReasonCode SecurityControlId Workflow
RecordState Vulnerabilities VulnerablePackages Name Version Epoch Release FilePath FixedInVersion Cvss BaseScore
BaseVector Source Vendor VendorCreatedAt Note Text`

// asffKinds are the kinds that findings of this format can bring.
var asffKinds = []string{raw.ConfigurationFindings, raw.Vulnerabilities, raw.SecretFindings}

// asffReport gathers findings by what they are about.
type asffReport struct{ paged }

// readASFF reads the AWS Security Finding Format: what `aws securityhub
// get-findings` writes, page after page or in one, and what Prowler and Trivy
// write for Security Hub. Findings with a compliance status are
// configuration-findings of their account and standard; findings on vulnerable
// packages are vulnerabilities of their resource, a document each. What the hub
// has archived is of yesterday, and threats are of no kind: both are kept raw.
// An export that stops before its last page decides nothing.
//
// Source: AWS Security Hub User Guide, "AWS Security Finding Format" (schema
// 2018-10-08) and "Compliance details for control findings"; aquasecurity/trivy,
// contrib/asff.tpl; prowler-cloud/prowler, lib/outputs/asff.
func readASFF(ctx context.Context, s *raw.Source) error {
	r := &asffReport{paged{s: s, j: raw.NewJSON(ctx, s, asffNames)}}
	return r.read("Findings", r.record, asffKinds, "export the findings to the last page, without filters: `aws securityhub get-findings`")
}

type asffFinding struct {
	ProductArn, ProductName, Region                       string
	GeneratorID                                           string `json:"GeneratorId"`
	AwsAccountID                                          string `json:"AwsAccountId"`
	AwsAccountName                                        string
	Types                                                 []string
	FirstObservedAt, LastObservedAt, CreatedAt, UpdatedAt string
	Title, Description, RecordState                       string
	ProductFields                                         map[string]string
	Severity                                              struct {
		Label      string
		Normalized *float64
	}
	Resources  []asffResource
	Compliance struct {
		Status            string
		SecurityControlID string `json:"SecurityControlId"`
		StatusReasons     []struct{ ReasonCode string }
	}
	Workflow        struct{ Status string }
	Note            struct{ Text string }
	Vulnerabilities []asffVulnerability
}

type asffResource struct {
	Type, Region string
	ID           string `json:"Id"`
	Details      struct {
		Other                map[string]jsontext.Value
		Container            struct{ ImageName string }
		AwsEc2Instance       struct{ IpV4Addresses []string }
		AwsEcrContainerImage struct {
			RegistryID                  string `json:"RegistryId"`
			RepositoryName, ImageDigest string
			ImageTags                   []string
		}
	}
}

type asffVulnerability struct {
	ID                 string `json:"Id"`
	VulnerablePackages []struct {
		Name, Version, Epoch, Release, FilePath, FixedInVersion string
	}
	Cvss   []asffCVSS
	Vendor struct{ VendorCreatedAt string }
}

type asffCVSS struct {
	Version, BaseVector, Source string
	BaseScore                   float64
}

// record sorts one finding into the documents.
func (r *asffReport) record(e raw.Entry) error {
	var f asffFinding
	if err := r.j.Entry(e, &f); err != nil {
		return err
	}
	if f.RecordState == "ARCHIVED" {
		return r.j.KeepEntry("archived finding", e)
	}
	switch f.kind() {
	case raw.Vulnerabilities:
		r.vulnerable(&f, e.Position)
	case raw.ConfigurationFindings:
		r.configured(&f, e.Position)
	case raw.SecretFindings:
		r.secret(&f, e.Position)
	default:
		return r.j.KeepEntry("finding", e)
	}
	return nil
}

// kind is the kind that a finding is of, "" for none: threats, anomalies and
// personal data have no place.
func (f *asffFinding) kind() string {
	typed := func(prefix string) bool {
		return slices.ContainsFunc(f.Types, func(t string) bool { return strings.HasPrefix(t, prefix) })
	}
	switch {
	case len(f.Vulnerabilities) > 0, f.Compliance.Status == "" && typed("Software and Configuration Checks/Vulnerabilities"):
		return raw.Vulnerabilities
	case f.Compliance.Status != "", typed("Software and Configuration Checks"):
		return raw.ConfigurationFindings
	case f.trivy() && typed("Sensitive Data Identifications"):
		return raw.SecretFindings
	}
	return ""
}

func (f *asffFinding) trivy() bool { return f.ProductFields["Product Name"] == "Trivy" }

// product is who says it.
func (f *asffFinding) product() string {
	own := f.ProductArn
	if i := strings.LastIndex(own, "/"); i >= 0 {
		own = own[i+1:]
	}
	return raw.First(f.ProductFields["Product Name"], f.ProductFields["ProviderName"], f.ProductName, f.ProductFields["aws/securityhub/ProductName"], own, "asff")
}

func (f *asffFinding) region() string {
	if f.Region == "" && len(f.Resources) > 0 {
		return f.Resources[0].Region
	}
	return f.Region
}

// standard is the set of rules that a control's finding is one of: exports of
// two standards are two series, of which neither replaces the other.
func (f *asffFinding) standard() string {
	for _, field := range []string{"StandardsArn", "StandardsGuideArn"} {
		if arn := f.ProductFields[field]; arn != "" {
			_, short, _ := strings.Cut(arn, ":::")
			_, name, _ := strings.Cut(raw.First(short, arn), "/")
			return raw.First(name, short, arn)
		}
	}
	if f.Compliance.SecurityControlID != "" {
		return "security-control"
	}
	return ""
}

// seen is when the finding was last known to be so. A check that is triggered by
// changes refreshes its update while nothing changes.
//
// Source: AWS Security Hub User Guide, "Schedule for running security checks".
func (f *asffFinding) seen() string {
	return raw.First(later(f.LastObservedAt, f.UpdatedAt), f.CreatedAt)
}

// isASFF knows findings by their schema version, and an export without any by
// its empty list.
func isASFF(h raw.Head) bool {
	const version = "2018-10-08"
	if h.Is("SchemaVersion", version) || h.In("Findings").Is("SchemaVersion", version) {
		return true
	}
	list := strings.Trim(h.Value("Findings"), "[] \t\r\n")
	return !h.Has("ClusterName") && strings.HasPrefix(h.Value("Findings"), "[") && list == ""
}
