package cli

import (
	"context"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/pipeline"
	"github.com/assay-compliance/assay/internal/problem"
	"github.com/assay-compliance/assay/internal/store"
)

func newEvidenceStore(f *factory) *cobra.Command {
	return group("store", "Read again what past assessments saw and made",
		newStoreList(f), newStoreGet(f), newStoreCheckout(f), newStoreRebuild(f))
}

// jsonStoredAssessment is an assessment of the store in JSON output.
type jsonStoredAssessment struct {
	Assessment string `json:"assessment"` // sha256 of its manifest
	System     string `json:"system"`
	AsOf       string `json:"as-of"`
	Logged     string `json:"logged"`
	Entry      int64  `json:"entry"`
	Evidence   int    `json:"evidence-files"`
	Inputs     int    `json:"input-files"`
	Results    int    `json:"result-files"`
	Unread     int    `json:"unread-files"` // that were there and could not be read
}

// storePlace is where a store is: named by itself, or by the workspace.
type storePlace struct {
	config string
	dir    string
}

func (p *storePlace) flags(c *cobra.Command) {
	configFlag(c, &p.config)
	c.Flags().StringVar(&p.dir, "store", "", "`DIRECTORY` of a store, of which no workspace need be here (default: that of assay.yaml)")
	_ = c.MarkFlagDirname("store")
}

// open opens the store, and gives what checks its log where assay.yaml says so.
func (p *storePlace) open() (*store.Store, *store.Signer, error) {
	if p.dir == "" {
		return pipeline.OpenStore(p.config)
	}
	s, err := store.Open(p.dir, false)
	return s, nil, err
}

// signs says whether assay.yaml names a key that signs the log.
func (p *storePlace) signs() bool {
	if p.dir != "" {
		return false
	}
	cfg, err := config.Load(p.config)
	return err == nil && cfg.Store != nil && cfg.Store.Key != nil
}

func newStoreList(f *factory) *cobra.Command {
	var place storePlace
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the assessments that the store keeps, oldest first",
		Args:  arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			s, _, err := place.open()
			if err != nil {
				return err
			}
			defer s.Close()
			return f.storeList(s, format)
		},
	}
	place.flags(c)
	outputFlag(c, &format, "text", "json")
	return c
}

func (f *factory) storeList(s *store.Store, format string) error {
	list := f.jsonList()
	var rows [][]string
	err := s.Assessments(func(p store.Past) error {
		j := jsonStoredAssessment{
			Assessment: p.SHA256, System: p.System, AsOf: p.AsOf, Logged: p.Logged, Entry: p.Number,
			Evidence: p.Count(store.EntryEvidence), Inputs: p.Count(store.EntryInput), Results: p.Count(store.EntryResult), Unread: p.Count(store.ListedUnread),
		}
		if format == "json" {
			return list.add(j)
		}
		rows = append(rows, []string{j.Assessment[:min(12, len(j.Assessment))], j.AsOf, j.Logged, strconv.Itoa(j.Evidence), strconv.Itoa(j.Results)})
		return nil
	})
	if err != nil {
		return err
	}
	if format == "json" {
		return list.end()
	}
	return f.table([]string{"assessment", "as of", "logged", "evidence", "results"}, rows)
}

func newStoreGet(f *factory) *cobra.Command {
	var place storePlace
	var out string
	c := &cobra.Command{
		Use:   "get DIGEST",
		Short: "Write the file of a digest",
		Args:  arguments(1, 1, "the DIGEST of a file, sha256 in hex"),
		RunE: func(_ *cobra.Command, args []string) error {
			s, _, err := place.open()
			if err != nil {
				return err
			}
			defer s.Close()
			return f.produce(out, func(w io.Writer) error { return s.Copy(args[0], w) })
		},
	}
	place.flags(c)
	c.Flags().StringVarP(&out, "output", "o", "-", "`FILE` to write; - for standard output")
	return c
}

func newStoreCheckout(f *factory) *cobra.Command {
	var place storePlace
	var out string
	var results bool
	c := &cobra.Command{
		Use:   "checkout ASSESSMENT",
		Short: "Write the workspace of a past assessment, as it was: evidence, configuration, policies, decisions",
		Long: `Write every file that a past assessment read to a directory, at its path in the
repository, so that assay assess --no-store --as-of its time gives the same results
again, by the same version of assay; with --results, what it wrote. ASSESSMENT is the beginning of its digest, or last.
Files that are there are not replaced.`,
		Example: `  assay evidence store checkout last --out past`,
		Args:    arguments(1, 1, "an ASSESSMENT of assay evidence store list, or last"),
		RunE: func(_ *cobra.Command, args []string) error {
			s, _, err := place.open()
			if err != nil {
				return err
			}
			defer s.Close()
			return f.storeCheckout(s, args[0], out, results)
		},
	}
	place.flags(c)
	c.Flags().StringVar(&out, "out", "", "`DIRECTORY` to write to")
	c.Flags().BoolVar(&results, "results", false, "what it wrote, not what it read")
	_ = c.MarkFlagRequired("out")
	return c
}

func (f *factory) storeCheckout(s *store.Store, name, out string, results bool) error {
	p, err := s.Assessment(name)
	if err != nil {
		return err
	}
	sorts := []string{store.EntryEvidence, store.EntryInput}
	if results {
		sorts = []string{store.EntryResult}
	}
	n := 0
	for _, sort := range sorts {
		m, err := s.Checkout(p, sort, out)
		n += m
		if err != nil {
			return err
		}
	}
	f.sayf("%d files of the assessment as of %s in %s", n, p.AsOf, out)
	if unread := p.Count(store.ListedUnread); unread > 0 && !results {
		f.sayf("%d more were there then and could not be read; the store does not have them", unread)
	}
	return nil
}

func newStoreRebuild(f *factory) *cobra.Command {
	var place storePlace
	c := &cobra.Command{
		Use:   "rebuild",
		Short: "Make the index of the log again from its entries",
		Args:  arguments(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			s, _, err := place.open()
			if err != nil {
				return err
			}
			defer s.Close()
			if err := s.Rebuild(); err != nil {
				return err
			}
			f.sayf("log/offsets and log/hashes are what the entries say")
			return nil
		},
	}
	place.flags(c)
	return c
}

func newEvidenceAudit(f *factory) *cobra.Command {
	var place storePlace
	var key, format string
	var checkpoints []string
	c := &cobra.Command{
		Use:   "audit",
		Short: "Prove that nothing was removed from the store, changed, or dated back",
		Long: `Read the whole store and prove by the hashes of its log (RFC 6962) that every
entry is in the tree of the last checkpoint, that every checkpoint of the past is
a beginning of it, and that every file that an entry names is there, with these
bytes.

Who can write the store can roll all of it back together. Keep a checkpoint
elsewhere from time to time (log/checkpoint, a few lines) and give it with
--checkpoint: then that is found too.

Exit codes: 0 everything is as it was logged; 1 something is not, as listed; 2 the
store or a key cannot be read.`,
		Example: `  assay evidence audit
  assay evidence audit --key log.pub --checkpoint kept/2026-10.txt
  assay evidence audit --store copy/of/store --key log.pub`,
		Args: arguments(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.evidenceAudit(cmd.Context(), place, key, checkpoints, format)
		},
	}
	place.flags(c)
	c.Flags().StringVar(&key, "key", "", "`FILE` of the public key of the log; otherwise store.public of assay.yaml")
	c.Flags().StringArrayVar(&checkpoints, "checkpoint", nil, "`FILE` with a checkpoint that was kept elsewhere; repeatable")
	outputFlag(c, &format, "text", "json")
	return c
}

// jsonAudit is an audit in JSON output.
type jsonAudit struct {
	Entries     int64         `json:"entries"`
	Assessments int64         `json:"assessments"`
	Files       int64         `json:"files"`
	Unlogged    int64         `json:"files-not-logged"`
	Checkpoints int64         `json:"checkpoints-consistent"`
	Signature   string        `json:"signature"` // good, none, unchecked, bad
	Checkpoint  string        `json:"checkpoint"`
	Wrong       []jsonProblem `json:"wrong"`
	More        int64         `json:"wrong-beyond,omitempty"` // beyond the first 200
}

func (f *factory) evidenceAudit(ctx context.Context, place storePlace, keyFile string, checkpoints []string, format string) error {
	s, key, err := place.open()
	if err != nil {
		return err
	}
	defer s.Close()
	if keyFile != "" {
		if key, err = place.logKey(s, keyFile); err != nil {
			return err
		}
	}
	o := store.AuditOptions{Key: key, Now: f.now(), Signs: place.signs()}
	for _, path := range checkpoints {
		text, err := readSmall(path, "checkpoint", store.MaxCheckpoint)
		if err != nil {
			return err
		}
		o.Checkpoints = append(o.Checkpoints, store.Kept{Path: path, Text: string(text)})
	}
	a, err := s.Audit(ctx, o)
	if err != nil {
		return err
	}
	if format == "json" {
		err = f.json(jsonAudit{a.Entries, a.Assessments, a.Files, a.Unlogged, a.Checkpoints, a.Signature, a.Checkpoint.Text, jsonProblems(a.Wrong), a.More})
	} else {
		f.audited(a)
	}
	if err == nil && len(a.Wrong) > 0 {
		return withCode(exitFailed)
	}
	return err
}

// logKey reads the public key of a log. The log has the name of the workspace's
// system; that of a store by itself has the name that it says.
func (p *storePlace) logKey(s *store.Store, file string) (*store.Signer, error) {
	var system string
	var err error
	if p.dir == "" {
		system, err = pipeline.SystemOf(p.config)
	} else {
		system, err = s.System()
	}
	if err != nil {
		return nil, err
	}
	text, err := readKeyFile(file)
	if err != nil {
		return nil, err
	}
	return pipeline.StoreVerifierOf(text, system, problem.Place{Path: file})
}

// audited tells what was proven, and what was not.
func (f *factory) audited(a *store.Audit) {
	for _, p := range a.Wrong {
		f.sayf("%s", p.Error())
	}
	if a.More > 0 {
		f.sayf("and %d more", a.More)
	}
	f.sayf("%d entries of %d assessments, %d files, %d checkpoints of the past", a.Entries, a.Assessments, a.Files, a.Checkpoints)
	if a.Unlogged > 0 {
		f.sayf("%d files that no entry names: leftovers of a run that was stopped", a.Unlogged)
	}
	switch a.Signature {
	case "good":
		f.sayf("the log is signed by the key that was given")
	case "none":
		f.sayf("THE LOG IS NOT SIGNED: whoever can write the store can write it anew, and only a checkpoint kept elsewhere would show it")
	case "unchecked":
		f.sayf("the log is signed, and nobody said by whom it should be: give --key, or store.public in assay.yaml")
	}
	switch {
	case len(a.Wrong) > 0:
	case a.Entries == 0:
		f.sayf("the log has no entries, and proves nothing")
	case a.Signature == "good":
		f.sayf("nothing was removed, changed or dated back")
	default:
		f.sayf("the entries and files are those of the checkpoint; whose checkpoint it is, nobody has checked")
	}
}
