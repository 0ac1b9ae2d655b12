package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.ledger.CrashLedger;
import dev.sampan.ledger.LedgerFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sampan explain LOG}. */
@Command(
    name = "explain",
    description =
        "Explains a crash of a program that ran in checked mode (-Dsampan.checked=true): which sample"
            + " was accessed, why that was not allowed, and who has and had it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer>, JsonCommand {

  @Parameters(
      index = "0",
      paramLabel = "LOG",
      description = "The virtual machine's crash log, such as hs_err_pid123.log.")
  Path log = Path.of("");

  @Option(
      names = "--ledger",
      paramLabel = "FILE",
      description =
          "The ledger that the program left. Default: the file that its -Dsampan.ledger named, or the"
              + " one of its number in the folder for temporary files or beside LOG.")
  @Nullable Path ledger;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws IOException, CommandFailure {
    if (Files.isDirectory(log)) {
      throw new CommandFailure("cannot read %s: it is a folder".formatted(log));
    }
    if (!Files.exists(log)) {
      throw new NoSuchFileException(log.toString());
    }
    CrashLog crash = CrashLog.read(log);
    Path file = ledger == null ? find(crash) : ledger;
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    CrashLedger recorded = CrashLedger.read(file);
    if (recorded.pid() != crash.pid()) {
      throw new CommandFailure(
          "%s is the ledger of process %d, but %s is of process %d; name the right one with --ledger"
              .formatted(file, recorded.pid(), log, crash.pid()));
    }
    CrashLedger.Place place = recorded.find(crash.address());
    if (place == null) {
      throw new CommandFailure(
          "the address 0x%x is in none of the %d allocators in checked mode; the crash is not about a sample's memory, or about one whose allocator is not in checked mode"
              .formatted(crash.address(), recorded.sections().size()));
    }
    Explanation explanation = new Explanation(crash, place);
    if (json()) {
      System.out.println(explanation.json().text());
    } else {
      System.out.print(explanation.text());
    }
    return CommandLine.ExitCode.OK;
  }

  private Path find(CrashLog crash) throws CommandFailure {
    Set<Path> places = new LinkedHashSet<>();
    Path absolute = log.toAbsolutePath();
    String named = crash.property(LedgerFile.PROPERTY);
    if (!named.isEmpty()) {
      places.add(Path.of(named));
      places.add(absolute.resolveSibling(named));
    } else {
      String temporary = crash.property("java.io.tmpdir");
      if (!temporary.isEmpty()) {
        places.add(LedgerFile.defaultPath(Path.of(temporary), crash.pid()));
      }
      places.add(
          LedgerFile.defaultPath(Path.of(System.getProperty("java.io.tmpdir")), crash.pid()));
      places.add(absolute.resolveSibling(LedgerFile.defaultPath(Path.of(""), crash.pid())));
    }
    for (Path place : places) {
      if (Files.exists(place)) {
        return place;
      }
    }
    throw new CommandFailure(
        "there is no ledger of process %d (looked for %s); run the program with -Dsampan.checked=true, or name the file with --ledger"
            .formatted(
                crash.pid(), String.join(", ", places.stream().map(Path::toString).toList())));
  }
}
