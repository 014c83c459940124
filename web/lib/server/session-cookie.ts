/** better-auth's cookie under the platform's prefix; `__Secure-` if the web is https. */
export const sessionCookie = /^(__Secure-)?passa\.session_token$/;
