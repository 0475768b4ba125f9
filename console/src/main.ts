/** Starts the console. */
import { createApp } from 'vue'
import App from './App.vue'
import { complain } from './parts/attempt'
import { router } from './router'
import './styles/base.css'
import './styles/frame.css'
import { words } from './words'

words.speak(words.language)
const app = createApp(App)

app.config.errorHandler = (error) => complain(error)
window.addEventListener('unhandledrejection', (event) => {
  event.preventDefault()
  complain(event.reason)
})

app.use(router)
// Until there is a page to show, the frame that index.html drew stands.
void router.isReady().then(() => app.mount('#app'))
