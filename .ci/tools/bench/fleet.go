package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// fleet measures reading and verifying n envelopes of one file of lines, in
// megabytes a second of processor time: they are the sample of host-config, each
// of a host of its own.
func (b *bench) fleet(n int) error {
	size, err := b.lines(n)
	if err != nil {
		return err
	}
	const config, asOf = "ws-lines/assay.yaml", "2026-11-20T00:00:00Z"
	for _, args := range [][]string{
		{"assay", "evidence", "verify", "-c", config, "--as-of", asOf},
		{"assay", "evidence", "list", "-c", config, "--as-of", asOf},
	} {
		c, err := b.measure(args)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%s, %d envelopes, %.0f MB (wanted: 150 MB/s)", args[2], n, size/1e6)
		fmt.Printf("%-58s %6.0f MB/s of CPU %8.2f %8.0f\n", name, size/1e6/c.cpu, c.wall, c.peak)
	}
	return nil
}

// lines writes the envelopes and a workspace that reads them, and gives the size
// of the file in bytes.
func (b *bench) lines(n int) (float64, error) {
	sample, err := os.ReadFile("evidence/samples/host-config.json")
	if err != nil {
		return 0, err
	}
	var envelope struct{ Payload json.RawMessage }
	if err := json.Unmarshal(sample, &envelope); err != nil {
		return 0, err
	}
	var payload bytes.Buffer
	if err := json.Compact(&payload, envelope.Payload); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(b.path("ws-lines"), 0o755); err != nil {
		return 0, err
	}
	f, err := os.Create(b.path("ws-lines", "hosts.jsonl"))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	for i := range n {
		fmt.Fprintf(w, `{"kind":"host-config","component":"fleet","subject":"host-%07d","collected":"2026-11-18T06:00:00Z","payload":%s}`+"\n", i, payload.Bytes())
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return float64(info.Size()), os.WriteFile(b.path("ws-lines", "assay.yaml"), []byte(`system-id: bench
system:
  - {key: fleet, type: operating-system, title: Fleet of hosts}
frameworks: [fedramp-low]
sources:
  - {path: hosts.jsonl, kinds: [host-config], component: fleet}
`), 0o644)
}
