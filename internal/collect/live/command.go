package live

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/assay-compliance/assay/evidence"
	"github.com/assay-compliance/assay/internal/config"
	"github.com/assay-compliance/assay/internal/redact"
)

// afterKill is how long a program that was ended may hold its output open.
const afterKill = 5 * time.Second

// secretName finds variables whose value is a secret, by their name.
var secretName = regexp.MustCompile(`(?i)(key|token|secret|passw|pwd|credential|auth|cookie|session)`)

// collectCommand runs one program.
func collectCommand(ctx context.Context, r *run) []Capture {
	return []Capture{r.capture("output", r.Brings(), func(c *Capture) ([]byte, error) {
		data, err := r.program(ctx, c, words(r.Run))
		if err != nil {
			return nil, err
		}
		red := newRedactor(r.Redact, r.vault)
		data, err = red.apply(data, jsontext.Value(data).IsValid(redact.Lenient))
		c.Redacted = red.removed()
		return data, err
	})}
}

func words(run []word) (out []string) {
	for _, w := range run {
		out = append(out, w.Value)
	}
	return out
}

// program runs a program without a shell, with the variables that are allowed
// and nothing to read, and gives what it writes. What it says of errors is not
// passed on: it may quote anything.
func (r *run) program(ctx context.Context, c *Capture, args []string) ([]byte, error) {
	path, err := r.lookup(args[0])
	if err != nil {
		return nil, err
	}
	digest, err := digestOf(path)
	if err != nil {
		return nil, failure(evidence.RunFailed, "check its permissions", "the program %s cannot be read", args[0])
	}
	c.Programs = append(c.Programs, Program{Path: r.shown(path), SHA256: digest, Arguments: r.arguments(args[1:])})
	if r.SHA256.Set() && digest != r.SHA256.Value {
		return nil, failure(evidence.RunFailed, "find out why it changed, then correct sha256:", "the program %s is not the one of sha256:", args[0])
	}
	env := r.environment()
	ctx, cancel := context.WithTimeout(ctx, r.Wait())
	defer cancel()
	out := &bounded{left: r.Limit(), full: cancel}
	cmd := exec.CommandContext(ctx, path, args[1:]...)
	cmd.Args[0] = args[0]
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.WaitDelay = r.opt.Dir, env, out, afterKill
	alone(cmd)
	err = cmd.Run()
	after, changed := digestOf(path)
	switch {
	case out.over:
		return nil, failure(evidence.Oversized, "ask it for less, or raise max-bytes", "%s writes more than %d bytes", args[0], r.Limit())
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, failure(evidence.TimedOut, "ask it for less, or raise timeout", "%s did not end within %s", args[0], r.Wait())
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, failure(evidence.RunFailed, "run it by hand to see why", "%s %s", args[0], ended(err))
	case changed != nil || after != digest:
		return nil, failure(evidence.RunFailed, "collect again", "the program %s changed while it ran", args[0])
	}
	return out.data.Bytes(), nil
}

// arguments are the words of a program as they are recorded.
func (r *run) arguments(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = r.vault.text(w)
	}
	return out
}

// lookup finds a program: a bare name on the PATH, one with slashes from the
// directory of assay.yaml.
func (r *run) lookup(name string) (string, error) {
	missing := failure(evidence.RunFailed, "install it, or correct run:", "there is no program %s", name)
	if strings.ContainsRune(name, '/') {
		if !filepath.IsAbs(name) {
			name = filepath.Join(r.opt.Dir, filepath.FromSlash(name))
		}
		if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() || info.Mode()&0o111 == 0 {
			return "", missing
		}
		return name, nil
	}
	path, err := exec.LookPath(name)
	if err != nil || !filepath.IsAbs(path) {
		return "", missing
	}
	return path, nil
}

// shown is a program's path, from the repository where it stands in it.
func (r *run) shown(name string) string {
	if rel, err := filepath.Rel(r.opt.Root, name); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return name
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// environment is what the program sees of ours: the variables of env, and PATH
// to find what it runs itself.
func (r *run) environment() []string {
	out := []string{}
	for _, name := range append([]string{"PATH"}, r.Env.Words()...) {
		value, ok := r.opt.Env(name)
		if !ok {
			continue
		}
		if secretName.MatchString(name) {
			r.vault.remember(value)
		}
		out = append(out, name+"="+value)
	}
	return out
}

// ended says how a program ended, without its words.
func ended(err error) string {
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() >= 0:
		return "ended with code " + strconv.Itoa(exit.ExitCode())
	case errors.As(err, &exit):
		return "was ended by a signal"
	}
	return "could not be run"
}

// bounded takes so many bytes and then ends the program. The buffer is not
// embedded: its ReadFrom would take any number.
type bounded struct {
	data bytes.Buffer
	left int64
	over bool
	full func()
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= int64(len(p)); b.left < 0 {
		b.over = true
		b.full()
		return 0, io.ErrShortWrite
	}
	return b.data.Write(p)
}

func planCommand(c *config.Collector) []string {
	return []string{"run " + spoken(words(c.Run))}
}

// spoken is a command line for people.
func spoken(args []string) string {
	var out []string
	for _, a := range args {
		if a == "" || strings.ContainsAny(a, " \t\n\"'\\$`|&;<>()*?") {
			a = strconv.Quote(a)
		}
		out = append(out, a)
	}
	return strings.Join(out, " ")
}
