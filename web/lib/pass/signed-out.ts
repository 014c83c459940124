/** Set by the server at sign-out and read by scripts, since a form may be sent before a page's scripts run. */
export const signedOutCookie = 'signed_out';

/** Whether a pass leaves the browser at sign-out. One that an older release stored does not say how it came: it leaves. */
export const leavesAtSignOut = ({ signedIn }: { signedIn?: boolean }): boolean => signedIn !== false;

/** After a sign-out, removes the passes that were fetched while somebody was signed in: a borrowed phone keeps none. */
export async function forgetAfterSignOut(): Promise<void> {
	if (!document.cookie.split('; ').some((each) => each.startsWith(`${signedOutCookie}=`))) return;
	// Only here, so that other pages do not load the store.
	const { removePass, storedPasses } = await import('./device-store.ts');
	const passes = await storedPasses();
	await Promise.all(passes.filter(leavesAtSignOut).map(removePass));
	// Last: where the store fails, the next page tries again.
	// biome-ignore lint/suspicious/noDocumentCookie: Firefox has no Cookie Store API in older releases, and the cookie is plain.
	document.cookie = `${signedOutCookie}=; path=/; max-age=0; samesite=lax`;
}
