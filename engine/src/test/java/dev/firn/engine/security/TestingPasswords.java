package dev.firn.engine.security;

/** Cheap password hashes, and a count of how many were checked. */
public final class TestingPasswords extends Passwords {
    private int checked;

    public TestingPasswords() {
        super(10);
    }

    int checked() {
        return checked;
    }

    @Override
    public boolean matches(String password, String hash) {
        checked++;
        return super.matches(password, hash);
    }
}
