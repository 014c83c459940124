import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';

/** How wasm is compiled on this machine. `env` goes to cargo, `identity` into the manifest. */
export type Toolchain = { env: NodeJS.ProcessEnv; buildStd: boolean; identity: string };

export const missing =
	'No Rust compiler with a wasm target. On Debian as root: apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-19. ' +
	'With rustup: rustup target add wasm32v1-none wasm32-unknown-unknown.';

/** Debian's rustc-web first: it carries the matching standard library's source. Else a rustup toolchain with targets. */
export function findToolchain(): Toolchain | null {
	const debian = '/usr/bin/rustc';
	if (existsSync(debian) && existsSync('/usr/bin/wasm-ld-19') && hasSource(debian)) {
		const env = {
			PATH: `/usr/bin:${process.env.PATH}`,
			RUSTC_BOOTSTRAP: '1',
			CARGO_TARGET_WASM32V1_NONE_LINKER: 'wasm-ld-19',
			CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: 'wasm-ld-19',
		};
		return { env, buildStd: true, identity: `${version(debian)} build-std` };
	}
	const targets = run('rustup', ['target', 'list', '--installed']);
	if (!targets?.includes('wasm32v1-none') || !targets.includes('wasm32-unknown-unknown')) return null;
	return { env: {}, buildStd: false, identity: version('rustc') };
}

/** Paths that the compiler would write into a wasm, with their neutral names. */
export function remaps(root: string): string[] {
	const cargoHome = process.env.CARGO_HOME ?? `${homedir()}/.cargo`;
	const sysroot = run('/usr/bin/rustc', ['--print', 'sysroot'])?.trim();
	const pairs = [
		[root, '/passa'],
		[`${cargoHome}/registry/src`, '/crates'],
		...(sysroot ? [[sysroot, '/rust']] : []),
	];
	return pairs.map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

function hasSource(rustc: string): boolean {
	const sysroot = run(rustc, ['--print', 'sysroot'])?.trim();
	return sysroot !== undefined && existsSync(`${sysroot}/lib/rustlib/src/rust/library/Cargo.toml`);
}

function version(rustc: string): string {
	return (run(rustc, ['--version']) ?? '').trim();
}

function run(command: string, args: string[]): string | undefined {
	try {
		return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
	} catch {
		return undefined;
	}
}
