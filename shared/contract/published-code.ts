import manifest from '../../wasm-manifest.json' with { type: 'json' };
import { eventVersions } from './versions.ts';

/**
 * SHA-256 (hex) of every event code that this release knows, and of every registry's: one that was not upgraded yet
 * runs earlier code.
 */
export const publishedCode = {
	events: [...new Set([manifest.event.sha256, ...Object.keys(eventVersions)])],
	registries: [manifest.registry.sha256, manifest['registry-1'].sha256],
};
