package dev.enforce.oci;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks up the addresses of a host, to judge where a registry sends its clients. */
@FunctionalInterface
public interface HostAddresses {

    List<InetAddress> of(String host) throws UnknownHostException;

    /** As the system resolves names. */
    static HostAddresses system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
