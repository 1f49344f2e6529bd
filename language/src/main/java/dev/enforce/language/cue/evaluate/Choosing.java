package dev.enforce.language.cue.evaluate;

import dev.enforce.language.cue.compile.Code;
import dev.enforce.language.cue.evaluate.Fault.Cause;
import dev.enforce.language.cue.evaluate.Fault.Issue;
import dev.enforce.language.cue.evaluate.Unifier.Preference;
import dev.enforce.language.cue.evaluate.Vertex.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** Tries the alternatives of a vertex's disjunctions, each on a vertex of its own, and keeps those that are not refused. */
final class Choosing {

    private record Candidate(Vertex vertex, Preference preference) {}

    private final Evaluator evaluator;
    private final Vertex vertex;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<Issue> refused = new ArrayList<>();

    Choosing(Evaluator evaluator, Vertex vertex) {
        this.evaluator = evaluator;
        this.vertex = vertex;
    }

    void choose(Code.Either first) {
        branch(first, new int[0]);
        vertex.clear();
        vertex.unifier = null;
        vertex.state = State.DONE;
        if (candidates.isEmpty()) {
            fail();
        } else if (candidates.size() == 1) {
            vertex.adopt(candidates.getFirst().vertex());
        } else {
            vertex.alternatives = candidates.stream().map(Candidate::vertex).toList();
            List<Vertex> preferred = candidates.stream()
                    .filter(c -> c.preference() == Preference.PREFERRED)
                    .map(Candidate::vertex)
                    .toList();
            vertex.preferred = preferred;
            vertex.term = vertex;
        }
    }

    private void fail() {
        List<Issue> issues = new ArrayList<>(new LinkedHashSet<>(refused));
        if (issues.size() > 1) {
            issues.addFirst(new Issue(vertex.path(), issues.size() + " errors in empty disjunction:"));
        }
        vertex.fault = new Fault(Cause.CONFLICT, issues);
    }

    private void branch(Code.Either either, int[] before) {
        for (int i = 0; i < either.choices().size(); i++) {
            int[] choices = Arrays.copyOf(before, before.length + 1);
            choices[before.length] = i;
            evaluator.budget.step();
            attempt(choices);
        }
    }

    private void attempt(int[] choices) {
        Vertex trial = new Vertex(vertex.parent, vertex.label);
        trial.arc = vertex.arc;
        trial.conjuncts.addAll(vertex.conjuncts);
        trial.definition = vertex.definition;
        Unifier unifier = evaluator.expand(trial, choices);
        if (unifier.fault() == null && unifier.firstOpen() != null) {
            branch(unifier.firstOpen(), choices);
            return;
        }
        evaluator.settle(unifier);
        Fault fault = evaluator.refusal(trial, false);
        if (fault != null) {
            refused.addAll(fault.issues());
        } else {
            keep(new Candidate(trial, unifier.preference()));
        }
    }

    private void keep(Candidate candidate) {
        for (int i = 0; i < candidates.size(); i++) {
            Candidate other = candidates.get(i);
            if (Sameness.same(evaluator, other.vertex(), candidate.vertex())) {
                if (candidate.preference() == Preference.PREFERRED) {
                    candidates.set(i, new Candidate(other.vertex(), Preference.PREFERRED));
                }
                return;
            }
        }
        candidates.add(candidate);
    }
}
