package dev.firn.web;

import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The admin UI under {@code /admin/}, public: what it shows comes from the API, with the rights of who signed in. A path
 * that names one of its files gives the file; any other is a page of the UI and gives {@code index.html}, but in
 * {@code assets/} and for file names there is nothing else (404). The files are held in memory.
 */
@WebServlet("/admin/*")
public class AdminServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String ROOT = "/admin/";
    private static final String INDEX = "index.html";
    private static final String ASSETS = "assets/";
    /** Stands in index.html where the nonce of an answer belongs. */
    private static final String NONCE = "__CSP_NONCE__";

    /** What a page may load, run and be put into: nothing but what this server gives. */
    private static final String PAGE =
            "default-src 'none'; script-src 'self' 'nonce-" + NONCE + "'; style-src 'self' 'nonce-"
                    + NONCE
                    + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private transient Map<String, AdminFile> files = Map.of();

    @Override
    public void init() {
        Map<String, AdminFile> found = new HashMap<>();
        collect(getServletContext(), ROOT, found);
        files = Map.copyOf(found);
    }

    private static void collect(ServletContext context, String folder, Map<String, AdminFile> found) {
        for (String path : Objects.requireNonNullElse(context.getResourcePaths(folder), Set.<String>of())) {
            if (path.endsWith("/")) {
                collect(context, path, found);
            } else {
                found.put(path.substring(ROOT.length()), AdminFile.of(path, read(context, path)));
            }
        }
    }

    private static byte[] read(ServletContext context, String path) {
        try (InputStream in = Objects.requireNonNull(context.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String info = request.getPathInfo();
        if (info == null) {
            response.setStatus(HttpServletResponse.SC_MOVED_PERMANENTLY);
            response.setHeader("Location", request.getContextPath() + ROOT);
            return;
        }
        String path = info.substring(1);
        AdminFile file = files.get(path);
        if (file != null && !path.equals(INDEX)) {
            sendFile(request, response, path, file);
        } else if (isPage(path)) {
            sendPage(response);
        } else {
            setPolicies(response, NOTHING);
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static boolean isPage(String path) {
        boolean rootFile = path.indexOf('/') < 0 && path.indexOf('.') >= 0;
        return path.equals(INDEX) || !(rootFile || path.startsWith(ASSETS));
    }

    /** Hashed names are never given to other bytes; all else is asked for again, by its tag. */
    private static void sendFile(HttpServletRequest request, HttpServletResponse response, String path, AdminFile file)
            throws IOException {
        setPolicies(response, NOTHING);
        response.setHeader(
                "Cache-Control", path.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache");
        response.setHeader("ETag", file.tag());
        if (file.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(file.type());
        byte[] body = file.bytes();
        if (file.gzip().isPresent()) {
            response.setHeader("Vary", "Accept-Encoding");
            if (takesGzip(request.getHeader("Accept-Encoding"))) {
                response.setHeader("Content-Encoding", "gzip");
                body = file.gzip().get();
            }
        }
        send(response, body);
    }

    private static boolean takesGzip(@Nullable String accepted) {
        return accepted != null
                && Arrays.stream(accepted.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .anyMatch(coding -> coding.startsWith("gzip") && !coding.matches("gzip\\s*;\\s*q=0(\\.0*)?"));
    }

    private void sendPage(HttpServletResponse response) throws IOException {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        setPolicies(response, PAGE.replace(NONCE, nonce));
        response.setHeader("Cache-Control", "no-cache");
        AdminFile index = Objects.requireNonNull(files.get(INDEX), INDEX);
        response.setContentType(index.type());
        String page = new String(index.bytes(), StandardCharsets.UTF_8).replace(NONCE, nonce);
        send(response, page.getBytes(StandardCharsets.UTF_8));
    }

    private static void setPolicies(HttpServletResponse response, String contents) {
        response.setHeader("Content-Security-Policy", contents);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static void send(HttpServletResponse response, byte[] body) throws IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
