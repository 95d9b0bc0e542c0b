# Written by packaging/fill.sh from a release; the words between @ are filled in.
class Racelens < Formula
  desc "Finds concurrency hazards in TypeScript, JavaScript, Python and Rust"
  homepage "https://github.com/@REPOSITORY@"
  url "https://github.com/@REPOSITORY@/archive/refs/tags/v@VERSION@.tar.gz"
  sha256 "@SHA256@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"racelens", "completions")
    (man1/"racelens.1").write Utils.safe_popen_read(bin/"racelens", "man")
    (man1/"racelens-audit.1").write Utils.safe_popen_read(bin/"racelens", "man", "audit")
  end

  test do
    (testpath/"a.py").write <<~PYTHON
      class Basket:
          async def add(self, item):
              self.total += await self.price(item)
    PYTHON
    assert_match "lost-update", shell_output("#{bin}/racelens audit a.py", 1)
  end
end
