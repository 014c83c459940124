import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Artifact, root } from './artifacts.ts';
import { shakeSpec } from './shake-spec.ts';
import { remaps, type Toolchain } from './toolchain.ts';

/** Compiles one artifact into `file`. Throws cargo's own message when it does not compile. */
export function buildWasm(artifact: Artifact, toolchain: Toolchain, file: string): void {
	const workspace = join(root, artifact.folder);
	const std = toolchain.buildStd ? ['-Z', `build-std=${artifact.std}`] : [];
	const args = [
		'build',
		'--release',
		'--locked',
		'-j2',
		'-p',
		artifact.package,
		'--target',
		artifact.target,
		...std,
	];
	execFileSync('cargo', args, {
		cwd: workspace,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: {
			...process.env,
			...toolchain.env,
			SOROBAN_SDK_BUILD_SYSTEM_SUPPORTS_SPEC_SHAKING_V2: '1',
			CARGO_ENCODED_RUSTFLAGS: remaps(root).join('\x1f'),
			CARGO_TARGET_DIR: join(workspace, 'target'),
		},
	});
	const compiled = join(
		workspace,
		'target',
		artifact.target,
		'release',
		`${artifact.package.replaceAll('-', '_')}.wasm`,
	);
	const scratch = mkdtempSync(join(tmpdir(), 'passa-wasm-'));
	try {
		const raw = join(scratch, 'raw.wasm');
		const optimised = join(scratch, basename(file));
		if (artifact.contract) writeFileSync(raw, shakeSpec(readFileSync(compiled)));
		else copyFileSync(compiled, raw);
		execFileSync(join(root, 'node_modules/.bin/wasm-opt'), [...artifact.optimise, raw, '-o', optimised]);
		mkdirSync(dirname(file), { recursive: true });
		copyFileSync(optimised, file);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}
