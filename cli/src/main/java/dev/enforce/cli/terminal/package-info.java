/** Where commands read and write, and how they end: what all commands share. */
@NullMarked
package dev.enforce.cli.terminal;

import org.jspecify.annotations.NullMarked;
