/**
 * The address of a form's action on the page that shows the form. What the page was opened with stays, so a refusal shows the
 * same page again: its way of signing in, and where a person goes on to.
 */
export function actionHere(
	name: string,
	{ searchParams }: { searchParams: Iterable<[string, string]> },
): string {
	// A page without scripts still has the name of its last action.
	const kept = [...searchParams].filter(([key]) => !key.startsWith('/'));
	const query = new URLSearchParams(kept).toString();
	return query ? `?${query}&/${name}` : `?/${name}`;
}
