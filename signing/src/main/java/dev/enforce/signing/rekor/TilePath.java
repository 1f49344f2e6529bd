package dev.enforce.signing.rekor;

import dev.enforce.signing.SigningException;

/**
 * Which tile a path names, as C2SP tlog-tiles writes it: {@code x001/x234/067} is tile 1234067, and
 * {@code 067.p/5} the first five entries of a tile that is not full.
 */
record TilePath(long index, int width) {

    private static final int FULL = 256;
    private static final int MAX_GROUPS = 3;

    static TilePath parse(String path) {
        String[] parts = path.split("/", -1);
        int groups = parts.length;
        int width = FULL;
        String last = parts[groups - 1];
        if (groups >= 2 && parts[groups - 2].endsWith(".p")) {
            width = number(last, 1, 3);
            groups--;
            last = parts[groups - 1].substring(0, parts[groups - 1].length() - 2);
        }
        if (groups > MAX_GROUPS || width < 1 || width > FULL) {
            throw notFound();
        }
        long index = 0;
        for (int i = 0; i < groups - 1; i++) {
            if (!parts[i].startsWith("x")) {
                throw notFound();
            }
            index = index * 1000 + number(parts[i].substring(1), 3, 3);
        }
        return new TilePath(index * 1000 + number(last, 3, 3), width);
    }

    private static int number(String text, int minDigits, int maxDigits) {
        if (text.length() < minDigits
                || text.length() > maxDigits
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw notFound();
        }
        return Integer.parseInt(text);
    }

    private static SigningException notFound() {
        return new SigningException(SigningException.Code.NOT_FOUND, "there is no such tile");
    }
}
