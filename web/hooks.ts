import type { Reroute } from '@sveltejs/kit/hooks';
import { frameShown } from '#lib/ui/frame-shown.ts';
import { hydrated } from '#lib/ui/hydrated.svelte.ts';

/** Every address stays as it is. Kit asks here before it loads the next page, so the press is shown before that work. */
export const reroute: Reroute = async () => {
	if (hydrated.now) await frameShown();
};
