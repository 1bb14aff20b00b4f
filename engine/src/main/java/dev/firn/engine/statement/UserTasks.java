package dev.firn.engine.statement;

import dev.firn.engine.catalog.User;
import dev.firn.engine.sql.Name;
import dev.firn.engine.sql.Statement;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import java.util.function.Supplier;

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
        String id = statement.user().text();
        String hash = session.passwords().hash(statement.password());
        return at(statement.user(), () -> {
            session.committer().alterUser(id, user -> user.withPasswordHash(hash));
            return done("Password of user", id, "changed");
        });
    }

    StatementResult setRole(Statement.SetRole statement) {
        String id = statement.user().text();
        return at(statement.user(), () -> {
            session.committer().alterUser(id, user -> user.with(statement.role()));
            return done("Role of user", id, "changed to " + statement.role().spelling());
        });
    }

    StatementResult drop(Statement.DropUser statement) {
        String id = statement.user().text();
        try {
            return at(statement.user(), () -> {
                session.committer().dropUser(id);
                return done("User", id, "dropped");
            });
        } catch (EngineException e) {
            if (statement.ifExists() && e.code() == ErrorCode.NOT_FOUND) {
                return new StatementResult.Done(0, "User '" + id + "' does not exist");
            }
            throw e;
        }
    }

    private static StatementResult at(Name name, Supplier<StatementResult> change) {
        return TableLookup.located(name.position(), change);
    }

    private static StatementResult done(String what, String id, String happened) {
        return new StatementResult.Done(0, what + " '" + id + "' " + happened);
    }
}
