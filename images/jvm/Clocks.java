// Tells everybody who connects to port 7000 its two clocks, wall (ms) and monotonic (ns), and what a thread that reads
// both all the time has seen of the monotonic one: how often it went back, its longest step (ns), and how many reads.
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public final class Clocks {
  private static volatile long backwards;
  private static volatile long longestStep;
  private static volatile long reads;
  private static volatile long sink;

  private static void watch() {
    long last = System.nanoTime();
    for (;;) {
      long now = System.nanoTime();
      sink = System.currentTimeMillis();
      if (now < last) backwards = backwards + 1;
      if (now - last > longestStep) longestStep = now - last;
      last = now;
      reads = reads + 1;
      // So many reads a pause: a load that leaves room for others.
      if (reads % 10_000 == 0) Thread.yield();
      if (reads % 100_000 == 0) pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  public static void main(String[] arguments) throws IOException {
    Thread watcher = new Thread(Clocks::watch);
    watcher.setDaemon(true);
    watcher.start();
    try (ServerSocket server = new ServerSocket(7000)) {
      for (;;) {
        try (Socket client = server.accept()) {
          String line = System.currentTimeMillis() + " " + System.nanoTime() + " " + backwards + " " + longestStep
              + " " + reads + "\n";
          client.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
          System.err.println(gone);
        }
      }
    }
  }
}
