/**
 * An attachment: what appears where a pressed button was, or while it is off, takes the focus, so that a keyboard and a
 * screen reader go on there. If the focus is elsewhere by then, it stays.
 */
export function takesFocus(node: HTMLElement): void {
	const active = document.activeElement;
	if (active && active !== document.body && !active.matches(':disabled')) return;
	if (node.tabIndex < 0) node.tabIndex = -1;
	node.focus();
}
