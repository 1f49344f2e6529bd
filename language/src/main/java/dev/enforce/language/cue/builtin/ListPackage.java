package dev.enforce.language.cue.builtin;

import dev.enforce.language.cue.value.Kind;
import dev.enforce.language.cue.value.Value;
import dev.enforce.language.cue.value.Value.ListValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Package {@code list}. */
final class ListPackage {

    private static final int MAX_ITEMS = 1_000_000;

    private ListPackage() {}

    static Packages.Package functions() {
        Packages.Package list = new Packages.Package("list");
        validators(list);
        shapes(list);
        numbers(list);
        return list;
    }

    private static void validators(Packages.Package list) {
        list.validator(
                "Contains",
                List.of(Kind.LIST, Kind.TOP),
                a -> Value.of(Arguments.list(a, 0).contains(a.get(1))));
        list.validator(
                "MinItems",
                List.of(Kind.LIST, Kind.INT),
                a -> StructPackage.atLeast(
                        "len(list) < MinItems(%2$d) (%1$d < %2$d)",
                        Arguments.list(a, 0).size(), Arguments.integer(a, 1)));
        list.validator(
                "MaxItems",
                List.of(Kind.LIST, Kind.INT),
                a -> StructPackage.atMost(
                        "len(list) > MaxItems(%2$d) (%1$d > %2$d)",
                        Arguments.list(a, 0).size(), Arguments.integer(a, 1)));
        list.validator("UniqueItems", List.of(Kind.LIST), ListPackage::unique);
        list.validator("IsSortedStrings", List.of(Kind.LIST), a -> {
            List<String> texts = Arguments.texts(a, 0);
            return Value.of(texts.stream().sorted(StringsPackage.ORDER).toList().equals(texts));
        });
    }

    private static Value unique(List<Value> arguments) {
        List<Value> items = Arguments.list(arguments, 0);
        Map<Value, Integer> seen = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Integer before = seen.putIfAbsent(items.get(i), i);
            if (before != null) {
                throw new FunctionException("equal values at position " + before + " and " + i);
            }
        }
        return Value.of(true);
    }

    private static void shapes(Packages.Package list) {
        list.function("Concat", List.of(Kind.LIST), a -> {
            List<Value> all = new ArrayList<>();
            for (Value each : Arguments.list(a, 0)) {
                if (!(each instanceof ListValue(List<Value> items))) {
                    throw new FunctionException("cannot use value (type " + Kind.name(each.kind()) + ") as list");
                }
                all.addAll(items);
                checkSize(all.size());
            }
            return new ListValue(all);
        });
        list.function("Repeat", List.of(Kind.LIST, Kind.INT), a -> {
            int count = Arguments.integer(a, 1);
            if (count < 0) {
                throw new FunctionException("negative count");
            }
            checkSize((long) count * Arguments.list(a, 0).size());
            List<Value> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.addAll(Arguments.list(a, 0));
            }
            return new ListValue(all);
        });
        list.function("FlattenN", List.of(Kind.LIST, Kind.INT), a -> {
            List<Value> flat = new ArrayList<>();
            flatten(Arguments.list(a, 0), Arguments.integer(a, 1), flat);
            return new ListValue(flat);
        });
        list.function(
                "Reverse",
                List.of(Kind.LIST),
                a -> new ListValue(Arguments.list(a, 0).reversed()));
        list.function("Take", List.of(Kind.LIST, Kind.INT), a -> part(a, 0, Arguments.integer(a, 1), "Take"));
        list.function(
                "Drop", List.of(Kind.LIST, Kind.INT), a -> part(a, Arguments.integer(a, 1), Integer.MAX_VALUE, "Drop"));
        list.function("Slice", List.of(Kind.LIST, Kind.INT, Kind.INT), ListPackage::slice);
        list.function(
                "SortStrings",
                List.of(Kind.LIST),
                a -> Arguments.ofTexts(Arguments.texts(a, 0).stream()
                        .sorted(StringsPackage.ORDER)
                        .toList()));
    }

    private static void checkSize(long size) {
        if (size > MAX_ITEMS) {
            throw new FunctionException("a list longer than " + MAX_ITEMS);
        }
    }

    private static void flatten(List<Value> items, int depth, List<Value> into) {
        for (Value item : items) {
            if (depth != 0 && item instanceof ListValue(List<Value> inner)) {
                flatten(inner, depth - 1, into);
            } else {
                into.add(item);
            }
        }
    }

    private static Value part(List<Value> arguments, int from, int to, String function) {
        List<Value> items = Arguments.list(arguments, 0);
        if (from < 0 || to < 0) {
            throw new FunctionException("negative index");
        }
        if (function.equals("Take") && to > items.size()) {
            return new ListValue(items);
        }
        return new ListValue(items.subList(Math.min(from, items.size()), Math.min(to, items.size())));
    }

    private static Value slice(List<Value> arguments) {
        List<Value> items = Arguments.list(arguments, 0);
        int from = Arguments.integer(arguments, 1);
        int to = Arguments.integer(arguments, 2);
        if (from < 0 || to < 0) {
            throw new FunctionException("negative index");
        }
        if (from > to) {
            throw new FunctionException("invalid index: " + from + " > " + to);
        }
        if (to > items.size()) {
            throw new FunctionException("slice bounds out of range");
        }
        return new ListValue(items.subList(from, to));
    }

    private static void numbers(Packages.Package list) {
        list.function(
                "Sum",
                List.of(Kind.LIST),
                a -> Arguments.ofNumber(Arguments.numbers(a, 0).stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
        list.function(
                "Product",
                List.of(Kind.LIST),
                a -> Arguments.ofNumber(Arguments.numbers(a, 0).stream()
                        .reduce(BigDecimal.ONE, (x, y) -> x.multiply(y, MathContext.DECIMAL128))));
        list.function(
                "Min",
                List.of(Kind.LIST),
                a -> Arguments.ofNumber(notEmpty(Arguments.numbers(a, 0)).stream()
                        .min(Comparator.naturalOrder())
                        .orElseThrow()));
        list.function(
                "Max",
                List.of(Kind.LIST),
                a -> Arguments.ofNumber(notEmpty(Arguments.numbers(a, 0)).stream()
                        .max(Comparator.naturalOrder())
                        .orElseThrow()));
        list.function("Avg", List.of(Kind.LIST), a -> {
            List<BigDecimal> numbers = notEmpty(Arguments.numbers(a, 0));
            BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal average = sum.divide(BigDecimal.valueOf(numbers.size()), MathContext.DECIMAL128)
                    .stripTrailingZeros();
            return Arguments.ofNumber(average.scale() < 0 ? average.setScale(0) : average);
        });
        list.function("Range", List.of(Kind.NUMBER, Kind.NUMBER, Kind.NUMBER), ListPackage::range);
    }

    private static List<BigDecimal> notEmpty(List<BigDecimal> numbers) {
        if (numbers.isEmpty()) {
            throw new FunctionException("empty list");
        }
        return numbers;
    }

    private static Value range(List<Value> arguments) {
        BigDecimal value = Arguments.number(arguments, 0);
        BigDecimal limit = Arguments.number(arguments, 1);
        BigDecimal step = Arguments.number(arguments, 2);
        if (step.signum() == 0) {
            throw new FunctionException("step must be non zero");
        }
        if (limit.subtract(value).signum() * step.signum() < 0) {
            throw new FunctionException(
                    step.signum() < 0
                            ? "end must be less than start when step is negative"
                            : "end must be greater than start when step is positive");
        }
        List<Value> items = new ArrayList<>();
        while (value.compareTo(limit) * step.signum() < 0) {
            items.add(Arguments.ofNumber(value));
            checkSize(items.size());
            value = value.add(step, MathContext.DECIMAL128);
        }
        return new ListValue(items);
    }
}
