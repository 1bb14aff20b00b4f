package dev.firn.engine.statement;

import dev.firn.engine.catalog.User;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.Role;
import java.util.Optional;

/** Creates, changes and drops users. A store keeps at least one dba. */
record UserTasks(Session session) {
    StatementResult create(Statement.CreateUser statement) {
        User user = new User(
                statement.user().text(),
                statement.role(),
                session.passwords().hash(statement.password()),
                session.nowMicros());
        return TableLookup.located(statement.user().position(), () -> {
            session.committer().createUser(user);
            return done("User", user.id(), "created");
        });
    }

    StatementResult setPassword(Statement.SetPassword statement) {
        User user = find(statement.user());
        String hash = session.passwords().hash(statement.password());
        session.committer().alterUser(new User(user.id(), user.role(), hash, user.createdAtMicros()));
        return done("Password of user", user.id(), "changed");
    }

    StatementResult setRole(Statement.SetRole statement) {
        User user = find(statement.user());
        if (statement.role() != Role.DBA) {
            requireAnotherDba(user, statement.user().position());
        }
        session.committer()
                .alterUser(new User(user.id(), statement.role(), user.passwordHash(), user.createdAtMicros()));
        return done("Role of user", user.id(), "changed to " + statement.role().spelling());
    }

    StatementResult drop(Statement.DropUser statement) {
        String id = statement.user().text();
        if (statement.ifExists() && lookUp(id).isEmpty()) {
            return new StatementResult.Done(0, "User '" + id + "' does not exist");
        }
        User user = find(statement.user());
        requireAnotherDba(user, statement.user().position());
        session.committer().dropUser(user.id());
        return done("User", user.id(), "dropped");
    }

    private Optional<User> lookUp(String id) {
        try (ReadView view = session.committer().acquire()) {
            return view.catalog().user(id);
        }
    }

    private User find(Name user) {
        return lookUp(user.text())
                .orElseThrow(() -> new EngineException(ErrorCode.NOT_FOUND, "user '" + user.text() + "' does not exist")
                        .at(user.position()));
    }

    private void requireAnotherDba(User user, int position) {
        try (ReadView view = session.committer().acquire()) {
            boolean last = user.role() == Role.DBA
                    && view.catalog().users().stream()
                            .noneMatch(other ->
                                    other.role() == Role.DBA && !other.id().equals(user.id()));
            if (last) {
                throw new EngineException(
                                ErrorCode.CONSTRAINT_VIOLATION,
                                "Cannot take role dba from user '" + user.id() + "': nobody else has it")
                        .at(position);
            }
        }
    }

    private static StatementResult done(String what, String id, String happened) {
        return new StatementResult.Done(0, what + " '" + id + "' " + happened);
    }
}
