// Before anything else is there: in which language, and to what, the person comes.
// The console keeps both under the same names (src/words/index.ts, src/api/session.ts).
{
  const page = document.documentElement
  const isApart = /^\/console\/(sign-in|welcome)\b/.test(location.pathname)
  page.dataset.opens = isApart || localStorage.getItem('huiyin-session') === null ? 'door' : 'frame'
  if (localStorage.getItem('huiyin-language') === 'en') page.lang = 'en'
}
