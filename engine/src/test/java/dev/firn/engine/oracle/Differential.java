package dev.firn.engine.oracle;

import dev.firn.engine.TestingEngine;
import dev.firn.engine.oracle.Histories.History;
import dev.firn.engine.table.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs one history on Firn and on a plain DuckDB and finds the first step whose answers differ. */
final class Differential {
    private static final Duration SHRINKING_LIMIT = Duration.ofSeconds(60);

    private final Path root;
    private int runs;

    /**
     * @param root a directory for the engines' stores, one after the other
     */
    Differential(Path root) {
        this.root = root;
    }

    /** A step that the two answer differently. */
    record Difference(int index, String statement, List<Answer> firn, List<Answer> peer) {
        /** True when the same statement fails, or does not fail, as it does here. */
        boolean resembles(Difference other) {
            return statement.equals(other.statement)
                    && failures(firn).equals(failures(other.firn))
                    && failures(peer).equals(failures(other.peer));
        }

        private static List<Answer> failures(List<Answer> answers) {
            return answers.stream().filter(Answer.Failed.class::isInstance).toList();
        }

        @Override
        public String toString() {
            return statement + "\nFirn answers " + text(firn) + "\nplain DuckDB answers " + text(peer);
        }

        private static String text(List<Answer> answers) {
            return answers.stream().map(Answer::toString).collect(Collectors.joining("; "));
        }
    }

    /**
     * What a run saw.
     *
     * @param statements of the history that both sides answered
     * @param checks SELECTs of whole tables besides, after writes, flushes and reopening
     * @param failed statements that failed on both sides
     * @param found SELECTs that found rows
     */
    record Outcome(long statements, long checks, long failed, long found, Optional<Difference> difference) {}

    /** The report of the smallest history found that still shows a difference, for a history that shows one. */
    String report(History history, Difference difference) {
        History shortest = new History(history.seed(), history.rowsPerFile(), shrink(history, difference));
        Difference last = run(shortest).difference().orElse(difference);
        return "seed %d, statement %d, shrunk from %d steps to %d (firn.flush.rows-per-file=%d):%n%s%n%nDiffers at: %s"
                .formatted(
                        history.seed(),
                        difference.index() + 1,
                        difference.index() + 1,
                        shortest.steps().size(),
                        history.rowsPerFile(),
                        shortest.steps().stream().map(Step::toString).collect(Collectors.joining("\n")),
                        last);
    }

    /** Leaves out steps, many at first, as long as the difference stays. */
    private List<Step> shrink(History history, Difference whole) {
        List<Step> steps = new ArrayList<>(history.steps().subList(0, whole.index() + 1));
        long deadline = System.nanoTime() + SHRINKING_LIMIT.toNanos();
        for (int width = steps.size() / 2; width > 0; width /= 2) {
            for (int end = steps.size(); end > 0 && System.nanoTime() < deadline; end -= width) {
                List<Step> fewer = new ArrayList<>(steps);
                fewer.subList(Math.max(0, end - width), Math.min(end, steps.size()))
                        .clear();
                Optional<Difference> difference = run(new History(history.seed(), history.rowsPerFile(), fewer))
                        .difference();
                if (difference.filter(whole::resembles).isPresent()) {
                    steps = new ArrayList<>(
                            fewer.subList(0, difference.orElseThrow().index() + 1));
                    end = Math.min(end, steps.size() + width);
                }
            }
        }
        return steps;
    }

    Outcome run(History history) {
        Path directory = root.resolve("run" + ++runs);
        try (FirnSide firn = new FirnSide(directory, history.rowsPerFile());
                PlainDuckDb peer = new PlainDuckDb(Histories.USERS)) {
            return new Run(history, firn, peer).whole();
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One run of a history, up to its first difference. */
    private static final class Run {
        private final History history;
        private final FirnSide firn;
        private final PlainDuckDb peer;
        private final List<TableSpec> tables = new ArrayList<>();
        private long statements;
        private long checks;
        private long failed;
        private long found;
        private Optional<Difference> difference = Optional.empty();

        Run(History history, FirnSide firn, PlainDuckDb peer) {
            this.history = history;
            this.firn = firn;
            this.peer = peer;
        }

        Outcome whole() {
            List<Step> steps = history.steps();
            for (int i = 0; i < steps.size() && difference.isEmpty(); i++) {
                step(i, steps.get(i));
            }
            for (TableSpec table : List.copyOf(tables)) {
                compareTable(steps.size() - 1, table);
            }
            return new Outcome(statements, checks, failed, found, difference);
        }

        private void step(int index, Step step) {
            if (step instanceof Step.Create create) {
                define(index, create.table().create(), peer.create(create.table()));
                tables.add(create.table());
            } else if (step instanceof Step.Drop drop) {
                define(index, "DROP TABLE " + drop.table().qualified(), peer.drop(drop.table()));
                tables.removeIf(table -> table.name().equals(drop.table().name()));
            } else if (step instanceof Step.Alter alter) {
                TableSpec after = alter.after();
                define(
                        index,
                        "ALTER TABLE " + after.qualified() + " " + alter.clause(),
                        peer.alter(alter.clause(), after));
                known(after.qualified()).ifPresent(table -> compareTable(index, table));
            } else if (step instanceof Step.Request request) {
                request(index, request);
            } else if (step instanceof Step.Flush flush) {
                statements++;
                known(flush.table()).ifPresent(table -> {
                    firn.engine().flush(flush.table());
                    compareRows(index, Histories.USERS.get(index % Histories.USERS.size()), table);
                });
            } else if (step instanceof Step.Compact compact) {
                statements++;
                known(compact.table()).ifPresent(table -> {
                    firn.engine().compact(compact.table());
                    compareTable(index, table);
                });
            } else if (step instanceof Step.FlushDue) {
                firn.engine().flushDue();
            } else if (step instanceof Step.Wait wait) {
                firn.advance(wait.seconds());
            } else if (step instanceof Step.Expire) {
                expire(index);
            } else {
                firn.engine().reopen();
                tables.forEach(table -> compareTable(index, table));
            }
        }

        private void expire(int index) {
            firn.advance(TableSpec.TTL_SECONDS + 1);
            for (TableSpec table : tables) {
                if (table.expires()) {
                    firn.engine().applyRetention(table.qualified());
                    peer.clear(table);
                }
                compareTable(index, table);
            }
        }

        private void define(int index, String sql, Answer theirs) {
            statements++;
            Answer ours = firn.define(sql);
            Answer done = ours instanceof Answer.Failed ? ours : new Answer.Count(0);
            if (!done.equals(theirs)) {
                difference = Optional.of(new Difference(index, sql, List.of(ours), List.of(theirs)));
            }
        }

        private Optional<TableSpec> known(String qualified) {
            return tables.stream()
                    .filter(table -> table.qualified().equals(qualified))
                    .findFirst();
        }

        private void request(int index, Step.Request request) {
            List<Answer> answers = compare(index, request.user(), request.statements(), request.ordered());
            statements += answers.size();
            failed += answers.stream().filter(Answer.Failed.class::isInstance).count();
            found += answers.stream()
                    .filter(answer ->
                            answer instanceof Answer.Rows rows && !rows.rows().isEmpty())
                    .count();
            boolean writes = !request.statements().get(0).matches("(?s)(SELECT|WITH|\\().*");
            boolean failing = answers.stream().anyMatch(Answer.Failed.class::isInstance);
            if (writes && (failing || index % 4 == 0)) {
                for (TableSpec table : tables) {
                    if (String.join(" ", request.statements()).contains(table.qualified() + " ")) {
                        compareRows(index, request.user(), table);
                        return;
                    }
                }
            }
        }

        private void compareTable(int index, TableSpec table) {
            List<Caller> readers = table.user() ? Histories.USERS : List.of(TestingEngine.ALICE);
            readers.forEach(user -> compareRows(index, user, table));
        }

        private void compareRows(int index, Caller user, TableSpec table) {
            if (difference.isEmpty()) {
                checks++;
                compare(index, user, List.of("SELECT * FROM " + table.qualified()), false);
            }
        }

        private List<Answer> compare(int index, Caller user, List<String> sql, boolean ordered) {
            List<Answer> ours = firn.run(user, sql);
            List<Answer> theirs = peer.run(user, sql);
            if (!normal(ours, ordered).equals(normal(theirs, ordered))) {
                difference = Optional.of(
                        new Difference(index, "-- " + user.userId() + "\n" + String.join(";\n", sql), ours, theirs));
            }
            return theirs;
        }

        private static List<Answer> normal(List<Answer> answers, boolean ordered) {
            return answers.stream()
                    .map(answer -> answer instanceof Answer.Rows rows && !ordered ? rows.sorted() : answer)
                    .toList();
        }
    }

    /** Runs a history and hands the report of its difference, should there be one, to the consumer. */
    Outcome check(History history, Consumer<String> found) {
        Outcome outcome = run(history);
        outcome.difference().ifPresent(difference -> found.accept(report(history, difference)));
        return outcome;
    }
}
