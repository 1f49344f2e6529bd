// The reference engines for Rego and CUE behind one line protocol, so that tests and fuzzers can ask what the real ones
// say. One JSON object a line in, one out, in order:
//
//	{"language":"rego","policy":"package sigstore …","document":{…}}          query data.sigstore.isCompliant, v0 syntax
//	{"language":"cue","policy":"predicateType: \"x\"","document":{…}}         compile, unify, validate without options
//
//	{"outcome":"true|false|undefined|value|passed|failed|policy-error|document-error","value":…,"errors":["…"]}
//
// The calls are those that the policy controller makes; nothing is interpreted here.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"cuelang.org/go/cue/cuecontext"
	cueerrors "cuelang.org/go/cue/errors"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

type question struct {
	Language string          `json:"language"`
	Policy   string          `json:"policy"`
	Document json.RawMessage `json:"document"`
	Repeat   int             `json:"repeat"`
}

type answer struct {
	Outcome string   `json:"outcome"`
	Value   any      `json:"value,omitempty"`
	Errors  []string `json:"errors,omitempty"`
	Paths   []string `json:"paths,omitempty"`
	Nanos   int64    `json:"nanos,omitempty"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if e := encoder.Encode(ask(line)); e != nil {
				fmt.Fprintln(os.Stderr, e)
				os.Exit(1)
			}
			out.Flush()
		}
		if err != nil {
			return
		}
	}
}

func ask(line []byte) answer {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		return answer{Outcome: "question-error", Errors: []string{err.Error()}}
	}
	repeat := max(q.Repeat, 1)
	start := time.Now()
	var a answer
	for range repeat {
		switch q.Language {
		case "rego":
			a = askRego(q)
		case "cue":
			a = askCue(q)
		default:
			return answer{Outcome: "question-error", Errors: []string{"unknown language " + q.Language}}
		}
	}
	if q.Repeat > 0 {
		a.Nanos = time.Since(start).Nanoseconds() / int64(repeat)
	}
	return a
}

func askRego(q question) answer {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	decoder := json.NewDecoder(bytes.NewReader(q.Document))
	decoder.UseNumber()
	var input any
	if err := decoder.Decode(&input); err != nil {
		return answer{Outcome: "document-error", Errors: []string{err.Error()}}
	}
	query, err := rego.New(
		rego.Query("isCompliant = data.sigstore.isCompliant"),
		rego.Module("sigstore.rego", q.Policy),
		rego.SetRegoVersion(ast.RegoV0),
	).PrepareForEval(ctx)
	if err != nil {
		return answer{Outcome: "policy-error", Errors: []string{err.Error()}}
	}
	results, err := query.Eval(ctx, rego.EvalInput(input))
	if err != nil {
		return answer{Outcome: "evaluation-error", Errors: []string{err.Error()}}
	}
	for _, result := range results {
		value, ok := result.Bindings["isCompliant"]
		if !ok {
			continue
		}
		switch v := value.(type) {
		case bool:
			return answer{Outcome: fmt.Sprintf("%t", v)}
		default:
			return answer{Outcome: "value", Value: v}
		}
	}
	return answer{Outcome: "undefined"}
}

func askCue(q question) answer {
	cue := cuecontext.New()
	policy := cue.CompileString(q.Policy)
	if err := policy.Err(); err != nil {
		return failed("policy-error", err)
	}
	document := cue.CompileBytes(q.Document)
	if err := document.Err(); err != nil {
		return failed("document-error", err)
	}
	if err := policy.Unify(document).Validate(); err != nil {
		return failed("failed", err)
	}
	return answer{Outcome: "passed"}
}

func failed(outcome string, err error) answer {
	a := answer{Outcome: outcome, Errors: []string{err.Error()}}
	for _, e := range cueerrors.Errors(err) {
		path := ""
		for i, part := range e.Path() {
			if i > 0 {
				path += "."
			}
			path += part
		}
		a.Paths = append(a.Paths, path)
	}
	return a
}
