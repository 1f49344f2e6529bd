package dev.enforce.language.rego.compile;

import dev.enforce.language.rego.builtin.Builtin;
import dev.enforce.language.rego.builtin.Builtins;
import dev.enforce.language.rego.evaluate.Program;
import dev.enforce.language.rego.evaluate.RuleGroup;
import dev.enforce.language.rego.evaluate.RuleNode;
import dev.enforce.language.rego.syntax.Module;
import dev.enforce.language.rego.syntax.Rule;
import dev.enforce.language.rego.syntax.Term;
import dev.enforce.language.rego.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From trees to a program. The stages and their order are OPA's, since what an expression means depends on them: whether a
 * negated call of something undefined holds is decided by where its arguments are moved.
 */
public final class RegoCompiler {

    private final Names names = new Names();
    private final RuleTree tree = new RuleTree();
    private final Functions functions = new Functions(Builtins.ALL);
    private final List<RuleUnit> rules = new ArrayList<>();

    private RegoCompiler() {}

    /**
     * Compiles modules into one program.
     *
     * @throws dev.enforce.language.PolicyTextException where they mean nothing, or more than this engine has
     */
    public static Program compile(List<Module> modules) {
        RegoCompiler compiler = new RegoCompiler();
        compiler.resolve(modules);
        compiler.rewrite();
        return compiler.emit();
    }

    private void resolve(List<Module> modules) {
        Map<List<String>, Set<String>> exports = new HashMap<>();
        for (Module module : modules) {
            Set<String> own = exports.computeIfAbsent(module.packagePath(), _ -> new HashSet<>());
            module.rules().stream().map(Rule::name).forEach(own::add);
        }
        Expander expander = new Expander(names);
        for (Module module : modules) {
            Imports.check(module);
            tree.place(module.packagePath());
            for (Rule rule : module.rules()) {
                RuleUnit unit = RuleUnit.of(module, rule);
                Resolver resolver = new Resolver(module, exports.getOrDefault(module.packagePath(), Set.of()));
                unit.chain().forEach(resolver::resolve);
                unit.chain().forEach(expander::headPath);
                rules.add(unit);
            }
        }
        for (RuleUnit unit : rules) {
            tree.add(unit);
            if (unit.arguments != null) {
                functions.declare(RuleTree.name(unit), unit.arguments.size());
            }
        }
    }

    private void rewrite() {
        for (RuleUnit rule : rules) {
            LocalVariables.rewrite(rule, names);
        }
        WithModifiers with = new WithModifiers(functions, tree);
        Expander expander = new Expander(names);
        for (RuleUnit rule : rules) {
            for (RuleUnit unit : rule.chain()) {
                PrintCalls.erase(unit);
                with.rewrite(unit);
                functions.check(unit);
                expander.expand(unit);
            }
        }
        tree.refuseConflicts();
        tree.fold();
        Dynamics dynamics = new Dynamics(names);
        for (RuleUnit rule : rules) {
            for (RuleUnit unit : rule.chain()) {
                Safety.check(unit, functions, names);
                unit.body = dynamics.rewrite(unit.body);
            }
        }
    }

    private Program emit() {
        Recursion.Found found = Recursion.refuse(rules, tree, functions);
        TypeChecker types = new TypeChecker(functions);
        for (RuleUnit rule : found.order()) {
            rule.chain().forEach(types::check);
        }
        Map<String, Builtin> builtins = new HashMap<>();
        for (String name : found.calls()) {
            if (functions.isBuiltin(name)) {
                builtins.put(name, functions.builtin(name));
            }
        }
        RuleNode root = new RuleNode();
        Map<String, RuleGroup> groups = new HashMap<>();
        List<Runnable> later = new ArrayList<>();
        emit(tree, root, root, groups, later);
        later.forEach(Runnable::run);
        boolean pure = builtins.values().stream().allMatch(Builtin::pure);
        return new Program(root, groups, builtins, pure);
    }

    /** Makes all groups first: a rule may call what stands below it. */
    private void emit(RuleTree from, RuleNode to, RuleNode root, Map<String, RuleGroup> groups, List<Runnable> later) {
        if (!from.rules.isEmpty()) {
            RuleUnit first = from.rules.getFirst();
            RuleGroup group = new RuleGroup(RuleTree.name(first), kind(first));
            to.rules(group);
            if (first.isFunction()) {
                groups.put(RuleTree.name(first), group);
            }
            later.add(() -> fill(group, from.rules, root, groups));
        }
        for (Map.Entry<Value, RuleTree> child : from.children.entrySet()) {
            emit(child.getValue(), to.child(child.getKey()), root, groups, later);
        }
    }

    private static RuleGroup.Kind kind(RuleUnit rule) {
        if (rule.isFunction()) {
            return RuleGroup.Kind.FUNCTION;
        }
        boolean computed = !RuleTree.computedPath(rule).isEmpty();
        if (rule.key != null && !computed) {
            return RuleGroup.Kind.SET;
        }
        return computed ? RuleGroup.Kind.OBJECT : RuleGroup.Kind.COMPLETE;
    }

    private void fill(RuleGroup group, List<RuleUnit> units, RuleNode root, Map<String, RuleGroup> groups) {
        Set<Value> constants = new HashSet<>();
        boolean constant = true;
        for (RuleUnit unit : units) {
            if (unit.isDefault) {
                group.fallback(Emitter.entry(unit, root, groups, functions).code());
                continue;
            }
            group.add(Emitter.entry(unit, root, groups, functions));
            for (RuleUnit branch : unit.chain()) {
                if (branch.value instanceof Term.Scalar(Value value, var _)) {
                    constants.add(value);
                } else {
                    constant = false;
                }
            }
        }
        group.constant(constant && constants.size() == 1);
    }
}
