import { type ReadRegistryError, readRegistry } from '#shared/chain/state/read-registry-config.ts';
import { publishedCode } from '#shared/contract/published-code.ts';
import { type VersionError, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { type ReadCodeError, readCode } from '../code/read-code.ts';

/** SHA-256 in hex. */
export type DeployedCode = { registryWasm: string; eventWasm: string };

export type VerifyCodeError =
	| ReadRegistryError
	| ReadCodeError
	| VersionError
	| PassaError<'CODE_NOT_REGISTRY' | 'VERSION_NOT_NEXT'>;

/**
 * The code that a registry runs and the code of its next event, read from the network: both are this release's own, under
 * the version that the registry counts. Throws VerifyCodeError: CODE_NOT_REGISTRY for another registry's code,
 * EVENT_VERSION_UNKNOWN for another event's, VERSION_NOT_NEXT for code under another number.
 */
export async function verifyCode(rpcUrl: string, registry: string): Promise<DeployedCode> {
	const { wasmHash, config } = await readRegistry(rpcUrl, registry);
	const registryWasm = wasmHash ? hex(wasmHash) : 'none';
	if (!wasmHash || !publishedCode.registries.includes(registryWasm))
		throw new PassaError(
			'CODE_NOT_REGISTRY',
			`the registry at ${registry} runs code that this release does not know: ${registryWasm}`,
		);
	const { version } = versionOf(config.event_wasm);
	if (version !== config.event_version)
		throw new PassaError(
			'VERSION_NOT_NEXT',
			`the registry counts its event code as version ${config.event_version}, and it is version ${version}`,
		);
	for (const hash of [wasmHash, config.event_wasm]) await readCode(rpcUrl, hash, 0);
	return { registryWasm, eventWasm: hex(config.event_wasm) };
}
