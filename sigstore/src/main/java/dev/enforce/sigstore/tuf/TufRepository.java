package dev.enforce.sigstore.tuf;

import java.util.Optional;

/** Where metadata and targets come from: a mirror, a folder, an archive. Nothing that it gives is trusted. */
public interface TufRepository {

    /**
     * A file of the repository.
     *
     * @param path relative, for instance {@code 2.root.json} or {@code targets/<hash>.trusted_root.json}
     * @param maxBytes at most so many bytes may be read; a longer file is an error of the caller's choosing
     * @return empty if the repository answers that there is no such file
     * @throws TufException with {@link TufException.Code#UNAVAILABLE} if it does not answer
     */
    Optional<byte[]> fetch(String path, int maxBytes);
}
