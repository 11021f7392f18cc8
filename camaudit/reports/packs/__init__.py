"""Answer packs: questions that public bodies are asked, answered from an audit.

A pack is a value (`form.py`), made by one file of its own and its words (`...words.py`), and shown
as text (`plain.py`) or as a page (`webpage.py`).
"""
