package scanners

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/internal/ingest/raw"
)

// ocsfNames are the member names of the Open Cybersecurity Schema Framework that
// errors may print.
const ocsfNames = `events Findings NextToken class_uid class_name activity_id status status_id status_code status_detail
state_id severity severity_id message time time_dt event_time comment metadata event_code product feature name version finding_info finding title
uid last_seen_time last_seen_time_dt modified_time modified_time_dt analytic cloud provider region account resources
resource type namespace device hostname ip compliance control vulnerabilities cve cvss base_score vector_string
cwe cwe_uid desc affected_packages packages epoch release fixed_in_version path purl first_seen_time
first_seen_time_dt created_time created_time_dt advisory`

// ocsfKinds are the kinds that events can bring.
var ocsfKinds = []string{raw.ConfigurationFindings, raw.Vulnerabilities}

// ocsfReport gathers events by what they are about.
type ocsfReport struct{ paged }

// readOCSF reads findings of the Open Cybersecurity Schema Framework: a list,
// one event a line, {"events":[…]}, or pages of Security Hub. Compliance
// findings, and Prowler's detection findings, are configuration-findings of
// their account; vulnerability findings are vulnerabilities of their resource, a
// document each. What was closed, archived or deleted is of yesterday, and other
// classes (detections, incidents, inventories) are of no kind: they are kept raw.
// Where a file has several events of one finding, each counts: the worst decides.
//
// Source: ocsf/ocsf-schema, releases 1.0 to 1.6, findings category (classes
// 2001 to 2007); prowler-cloud/prowler, lib/outputs/ocsf, releases 3 to 5.
func readOCSF(ctx context.Context, s *raw.Source) error {
	r := &ocsfReport{paged{s: s, j: raw.NewJSON(ctx, s, ocsfNames)}}
	return r.read("events Findings", r.record, ocsfKinds, "export the findings again, to the last page: `prowler aws -M json-ocsf`")
}

type ocsfEvent struct {
	Class        float64        `json:"class_uid"`
	ClassName    string         `json:"class_name"`
	Activity     float64        `json:"activity_id"`
	Status       string         `json:"status"`
	StatusID     float64        `json:"status_id"`
	StateID      float64        `json:"state_id"`
	StatusCode   string         `json:"status_code"`
	StatusDetail string         `json:"status_detail"`
	Severity     string         `json:"severity"`
	SeverityID   *float64       `json:"severity_id"`
	Message      string         `json:"message"`
	Comment      string         `json:"comment"`
	Time         jsontext.Value `json:"time"`
	TimeDT       jsontext.Value `json:"time_dt"`
	EventTime    jsontext.Value `json:"event_time"` // Prowler 4 up to 4.4 has no time
	Metadata     struct {
		EventCode string `json:"event_code"`
		Product   struct {
			Name    string `json:"name"`
			Version string `json:"version"`
			Feature struct {
				UID string `json:"uid"`
			} `json:"feature"`
		} `json:"product"`
	} `json:"metadata"`
	Info  ocsfInfo `json:"finding_info"`
	Older ocsfInfo `json:"finding"` // of class 2001
	Cloud struct {
		Provider string `json:"provider"`
		Region   string `json:"region"`
		Account  struct {
			UID  string `json:"uid"`
			Name string `json:"name"`
		} `json:"account"`
	} `json:"cloud"`
	Resources  []ocsfResource `json:"resources"`
	Resource   *ocsfResource  `json:"resource"`
	Device     ocsfDevice     `json:"device"`
	Compliance *struct {
		Control  string  `json:"control"`
		Status   string  `json:"status"`
		StatusID float64 `json:"status_id"`
	} `json:"compliance"`
	Vulnerabilities []ocsfVulnerability `json:"vulnerabilities"`
}

type ocsfInfo struct {
	UID        string         `json:"uid"`
	Title      string         `json:"title"`
	LastSeen   jsontext.Value `json:"last_seen_time"`
	LastSeenDT jsontext.Value `json:"last_seen_time_dt"`
	Modified   jsontext.Value `json:"modified_time"`
	ModifiedDT jsontext.Value `json:"modified_time_dt"`
	Analytic   struct {
		UID string `json:"uid"`
	} `json:"analytic"`
}

type ocsfResource struct {
	UID       string `json:"uid"`
	Name      string `json:"name"`
	Type      string `json:"type"`
	Region    string `json:"region"`
	Namespace string `json:"namespace"`
}

type ocsfDevice struct {
	UID      string `json:"uid"`
	Hostname string `json:"hostname"`
	Name     string `json:"name"`
	IP       string `json:"ip"`
}

type ocsfVulnerability struct {
	Title       string         `json:"title"`
	Desc        string         `json:"desc"`
	Severity    string         `json:"severity"`
	FirstSeen   jsontext.Value `json:"first_seen_time"`
	FirstSeenDT jsontext.Value `json:"first_seen_time_dt"`
	CVE         struct {
		UID       string         `json:"uid"`
		CWEUID    string         `json:"cwe_uid"`
		Created   jsontext.Value `json:"created_time"`
		CreatedDT jsontext.Value `json:"created_time_dt"`
		CVSS      []struct {
			Version string  `json:"version"`
			Score   float64 `json:"base_score"`
			Vector  string  `json:"vector_string"`
		} `json:"cvss"`
	} `json:"cve"`
	CWE struct {
		UID string `json:"uid"`
	} `json:"cwe"`
	Advisory struct {
		UID string `json:"uid"`
	} `json:"advisory"`
	Affected []ocsfPackage `json:"affected_packages"`
	Packages []ocsfPackage `json:"packages"`
}

type ocsfPackage struct {
	Name    string         `json:"name"`
	Version string         `json:"version"`
	Epoch   jsontext.Value `json:"epoch"`
	Release string         `json:"release"`
	Fixed   string         `json:"fixed_in_version"`
	Path    string         `json:"path"`
	PURL    string         `json:"purl"`
}

// record sorts one event into the documents.
func (r *ocsfReport) record(e raw.Entry) error {
	var v ocsfEvent
	if err := r.j.Entry(e, &v); err != nil {
		return err
	}
	if v.Resource != nil {
		v.Resources = append(v.Resources, *v.Resource)
	}
	switch {
	case v.Activity == 3, v.is(5, "archived"), v.is(6, "deleted"):
		return r.j.KeepEntry("closed finding", e)
	case v.Class == 2002, (v.Class == 2001 || v.Class == 2007) && len(v.Vulnerabilities) > 0:
		r.vulnerable(&v, e.Position)
	case v.Class == 2003, (v.Class == 2001 || v.Class == 2007 || v.Class == 2004) && v.Compliance != nil, v.Class == 2004 && v.prowler():
		r.configured(&v, e.Position)
	default:
		sort := raw.Clip(raw.Clean(v.ClassName), raw.ShortText)
		return r.j.KeepEntry(raw.First(sort, "event"), e)
	}
	return nil
}

// is says whether the finding is in a state of its life. Where number and word
// do not agree (Prowler 4.2 writes 3 for New), the word counts.
func (v *ocsfEvent) is(id float64, word string) bool {
	return v.Class != 2001 && (strings.EqualFold(v.Status, word) || v.Status == "" && v.StatusID == id)
}

func (v *ocsfEvent) prowler() bool { return strings.EqualFold(v.Metadata.Product.Name, "prowler") }

// seen is when the finding was last known to be so: when it was seen, changed, or
// told again.
func (v *ocsfEvent) seen() string {
	i := v.Info
	return later(later(ocsfTime(i.LastSeenDT, i.LastSeen), ocsfTime(i.ModifiedDT, i.Modified)), ocsfTime(v.TimeDT, v.Time, v.EventTime))
}

// ocsfTime is the first of some times that is one, as text: milliseconds since
// 1970 by the schema, seconds by Prowler, which no time of this age can be
// mistaken for, or text.
func ocsfTime(times ...jsontext.Value) string {
	for _, v := range times {
		switch v.Kind() {
		case '"':
			if text, err := jsontext.AppendUnquote(nil, v); err == nil && len(text) > 0 {
				return string(text)
			}
		case '0':
			n, err := strconv.ParseFloat(string(v), 64)
			if err != nil || n <= 0 || n > 1e14 {
				continue
			}
			if n < 1e11 {
				n *= 1000
			}
			return time.UnixMilli(int64(math.Floor(n))).UTC().Format(time.RFC3339)
		}
	}
	return ""
}

// isOCSF knows events by their class, or by members that only they have together.
func isOCSF(h raw.Head) bool {
	event := func(h raw.Head) bool {
		return h.Has("class_uid", "metadata") || h.Has("class_uid", "category_uid") || h.Has("finding_info", "metadata")
	}
	return event(h) || event(h.In("events")) || event(h.In("Findings"))
}
