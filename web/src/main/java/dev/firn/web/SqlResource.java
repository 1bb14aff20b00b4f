package dev.firn.web;

import dev.firn.ejb.QueryRunner;
import dev.firn.engine.statement.KeyedRun;
import dev.firn.engine.statement.SqlRequest;
import dev.firn.engine.statement.SqlRun;
import dev.firn.engine.table.Caller;
import dev.firn.engine.table.EngineException;
import dev.firn.engine.table.ErrorCode;
import dev.firn.engine.table.IdempotencyKey;
import io.undertow.server.ServerConnection;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/** Runs SQL. */
@Path("/api/sql")
@ApplicationScoped
public class SqlResource {
    private static final Logger LOG = LoggerFactory.getLogger(SqlResource.class);

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    @Inject
    QueryRunner queries;

    /** The form of the answer is negotiated by {@link AnswerForm}, which says what there is. */
    @POST
    @Consumes(Json.TYPE)
    public Response run(@Context HttpServletRequest call, @Context HttpHeaders headers, InputStream body)
            throws IOException {
        Caller caller = CallState.caller(call);
        AnswerForm form = AnswerForm.of(headers.getAcceptableMediaTypes());
        UUID queryId = UUID.fromString(CallState.queryId(call));
        SqlRequest request = SqlBody.read(body, queryId);
        String key = headers.getHeaderString(IDEMPOTENCY_KEY);
        if (key != null) {
            return runKeyed(call, form, request, new IdempotencyKey(caller.userId(), key));
        }
        SqlRun run = queries.start(caller, request);
        OpenAnswers.closeWithRequest(call, run::close);
        SqlAnswer answer = form == AnswerForm.JSON
                ? new JsonAnswer(queries, run, caller.userId(), queryId, CallState.watch(call))
                : new RowsAnswer(form, queries, run, queryId);
        answer.hold();
        return answer.finished() ? complete(call, answer) : streamed(answer);
    }

    /** The whole request is one transaction, whose answer is known before its commit. */
    private Response runKeyed(HttpServletRequest call, AnswerForm form, SqlRequest request, IdempotencyKey key)
            throws IOException {
        if (form != AnswerForm.JSON) {
            throw new EngineException(
                    ErrorCode.NOT_ACCEPTABLE, "Cannot answer in this form: with an Idempotency-Key answers are JSON");
        }
        Caller caller = CallState.caller(call);
        try (KeyedRun keyed = queries.startKeyed(caller, request, key)) {
            if (keyed instanceof KeyedRun.Done done) {
                return Response.ok(done.answer(), Json.TYPE).build();
            }
            KeyedRun.UnderWay underWay = (KeyedRun.UnderWay) keyed;
            SqlAnswer answer =
                    new JsonAnswer(queries, underWay.run(), caller.userId(), request.queryId(), CallState.watch(call));
            answer.hold();
            if (!answer.finished()) {
                throw KeyedRun.answerTooLarge();
            }
            if (answer.failure() == null) {
                queries.commit(underWay, answer.held());
            }
            return complete(call, answer);
        }
    }

    private static Response complete(HttpServletRequest call, SqlAnswer answer) {
        answer.close();
        EngineException failure = answer.failure();
        if (failure == null) {
            return Response.ok(answer.held(), answer.type()).build();
        }
        if (answer.held().length == 0 || ErrorAnswer.wantsProblem(call.getHeader(HttpHeaders.ACCEPT))) {
            throw failure;
        }
        return FailureMapper.response(failure)
                .type(answer.type())
                .entity(answer.held())
                .build();
    }

    private static Response streamed(SqlAnswer answer) {
        StreamingOutput output = client -> {
            ServerConnection connection =
                    ServletRequestContext.requireCurrent().getExchange().getConnection();
            resetWhenClosed(connection, true);
            try (answer) {
                answer.sendTo(client);
                client.flush();
                resetWhenClosed(connection, false);
            } catch (BrokenAnswerException e) {
                LOG.warn("An answer broke off with {}", e.code());
                connection.close();
            }
        };
        return Response.ok(output, answer.type()).build();
    }

    /**
     * Makes closing the connection reset it, as long as the answer is not whole: else the server could end the answer in
     * order, also when it closes the connection of a client that does not read, and the client would take a part for the
     * whole.
     */
    private static void resetWhenClosed(ServerConnection connection, boolean reset) throws IOException {
        connection.setOption(Options.CLOSE_ABORT, reset);
    }
}
