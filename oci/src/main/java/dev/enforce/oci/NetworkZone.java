package dev.enforce.oci;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/** How near an address is; a registry may send its clients as far as it is itself, never nearer. */
enum NetworkZone {
    PUBLIC,
    PRIVATE,
    LINK_LOCAL,
    LOOPBACK;

    static NetworkZone of(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return LOOPBACK;
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return LINK_LOCAL;
        }
        return address.isSiteLocalAddress() || isUniqueLocal(address) || isSharedOrReserved(address) ? PRIVATE : PUBLIC;
    }

    /** The nearest of several addresses of one host. */
    static NetworkZone nearest(List<InetAddress> addresses) {
        NetworkZone nearest = PUBLIC;
        for (InetAddress address : addresses) {
            NetworkZone zone = of(address);
            nearest = zone.compareTo(nearest) > 0 ? zone : nearest;
        }
        return nearest;
    }

    /** The farthest of several addresses of one host. */
    static NetworkZone farthest(List<InetAddress> addresses) {
        NetworkZone farthest = LOOPBACK;
        for (InetAddress address : addresses) {
            NetworkZone zone = of(address);
            farthest = zone.compareTo(farthest) < 0 ? zone : farthest;
        }
        return farthest;
    }

    /** Whether a host in this zone may send clients to one in the other zone. */
    boolean maySendTo(NetworkZone target) {
        return switch (target) {
            case PUBLIC -> true;
            case PRIVATE -> this == PRIVATE || this == LOOPBACK;
            case LINK_LOCAL -> false;
            case LOOPBACK -> this == LOOPBACK;
        };
    }

    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    /** 100.64/10 (carrier and cluster networks) and 0/8. */
    private static boolean isSharedOrReserved(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 && (bytes[0] == 0 || (bytes[0] == 100 && (bytes[1] & 0xc0) == 64));
    }
}
