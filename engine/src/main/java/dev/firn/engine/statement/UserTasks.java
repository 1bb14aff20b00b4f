package dev.firn.engine.statement;

import dev.firn.engine.catalog.User;
import dev.firn.engine.commit.ReadView;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.Optional;
import java.util.function.Function;

/** Creates, changes and drops users. */
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
        String hash = session.passwords().hash(statement.password());
        return change(statement.user(), user -> {
            session.committer().alterUser(new User(user.id(), user.role(), hash, user.createdAtMicros()));
            return done("Password of user", user.id(), "changed");
        });
    }

    StatementResult setRole(Statement.SetRole statement) {
        return change(statement.user(), user -> {
            session.committer()
                    .alterUser(new User(user.id(), statement.role(), user.passwordHash(), user.createdAtMicros()));
            return done(
                    "Role of user", user.id(), "changed to " + statement.role().spelling());
        });
    }

    StatementResult drop(Statement.DropUser statement) {
        String id = statement.user().text();
        if (statement.ifExists() && find(id).isEmpty()) {
            return new StatementResult.Done(0, "User '" + id + "' does not exist");
        }
        return change(statement.user(), user -> {
            session.committer().dropUser(user.id());
            return done("User", user.id(), "dropped");
        });
    }

    private StatementResult change(Name name, Function<User, StatementResult> change) {
        return TableLookup.located(
                name.position(),
                () -> change.apply(find(name.text())
                        .orElseThrow(() ->
                                new EngineException(ErrorCode.NOT_FOUND, "user " + name.text() + " does not exist"))));
    }

    private Optional<User> find(String id) {
        try (ReadView view = session.committer().acquire()) {
            return view.catalog().user(id);
        }
    }

    private static StatementResult done(String what, String id, String happened) {
        return new StatementResult.Done(0, what + " '" + id + "' " + happened);
    }
}
